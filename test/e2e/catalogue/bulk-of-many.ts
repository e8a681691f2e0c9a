import { expect } from 'chai';
import type { TestService } from '../../support/service.js';
import { databaseOf } from '../identity/people.js';
import { asModerator } from './kinds.js';

/** The test of a bulk change of `many` items. */
export const bulkOfMany = (service: () => TestService, many: number) => {
  const { send } = asModerator(service);
  const bulk = (plural: string, body: object) => send('POST', `/${plural}/bulk`, body);

  it(`of ${many} items: changes all of them, or none if a key would be taken or one is referred to`, async () => {
    const knex = databaseOf(service());
    await knex.raw(
      `insert into authors (name, birth_year) select 'Bulk ' || i, 1850 from generate_series(1, ?) as i`,
      [many],
    );
    const filter = { birthYear: 1850 };
    const run = async (what: object) => {
      const { body } = await bulk('authors', { filter, ...what, dryRun: true });
      return bulk('authors', { filter, ...what, plan: body.plan });
    };
    const taken = await run({ change: { imdbId: 'nm7654321' } });
    expect([taken.status, taken.body.code]).to.deep.equal([409, 'imdb-id-taken']);
    const [author] = await knex('authors').where({ birth_year: 1850 }).orderBy('id', 'desc').limit(1);
    await service().movie({ authorId: author.id });
    const used = await run({ remove: true });
    expect([used.status, used.body.code]).to.deep.equal([409, 'author-has-titles']);
    expect(used.body.detail).to.include(`author ${author.id}`);
    expect(await knex('authors').where({ birth_year: 1850, version: 1 })).to.have.length(many);
    const { body } = await run({ change: { biography: 'Bulk.' } });
    expect(body.count).to.equal(many);
    expect(await knex('authors').where({ biography: 'Bulk.', version: 2 })).to.have.length(many);
  });
};
