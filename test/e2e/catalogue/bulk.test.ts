import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { isThorough } from '../../support/thorough.js';
import { databaseOf } from '../identity/people.js';
import { asModerator, kinds, parametersOf, pointersOf, useReferencedItems } from './kinds.js';

/** A bulk change of a thousand items, the maximum, takes ten times as long. */
const many = isThorough ? 1000 : 100;

describe('POST /{kind}/bulk', () => {
  const service = useService();
  useReferencedItems(service);
  const { send, read } = asModerator(service);
  const bulk = (plural: string, body: object, headers = {}) => send('POST', `/${plural}/bulk`, body, headers);

  for (const { plural, minimal } of kinds)
    it(`of ${plural}: a dry run, then the plan once; lists and the item show it at once`, async () => {
      const sourceId = randomUUID();
      const { body: item } = await send('POST', `/${plural}`, { ...minimal, sourceId });
      await read(`/${plural}/${item.id}`);
      const [field] = Object.keys(minimal) as [string];
      const request = { filter: { sourceId }, change: { [field]: 'Bulk' } };
      const dry = await bulk(plural, { ...request, dryRun: true });
      expect([dry.status, dry.body.count, dry.body.items]).to.deep.equal([200, 1, [item]]);
      const { plan } = dry.body;
      const headers = { 'idempotency-key': randomUUID() };
      for (const isReplay of [null, 'true']) {
        const { status, body, headers: replied } = await bulk(plural, { ...request, plan }, headers);
        expect([status, body.count, body.items[0][field]]).to.deep.equal([200, 1, 'Bulk']);
        expect([body.plan, replied.get('idempotency-replayed')]).to.deep.equal([undefined, isReplay]);
      }
      const found = await read(`/${plural}/${item.id}`);
      expect([found.body[field], found.headers.get('etag')]).to.deep.equal(['Bulk', '"2"']);
      const outdated = await bulk(plural, { ...request, plan });
      expect([outdated.status, outdated.body.code]).to.deep.equal([412, 'plan-outdated']);

      const removal = { filter: { sourceId }, remove: true };
      const { body } = await bulk(plural, { ...removal, dryRun: true });
      expect((await bulk(plural, { ...removal, plan: body.plan })).status).to.equal(200);
      expect((await read(`/${plural}/${item.id}`)).status).to.equal(404);
    });

  it('without a filter, with an unsupported one, or with wrong or missing members: is rejected with their names', async () => {
    const filter = { releaseYear: 1999 };
    for (const [body, pointers] of [
      [{ filter: {}, remove: true, dryRun: true }, ['/filter']],
      [{ remove: true, dryRun: true }, ['/filter']],
      [{ filter: { sort: 'title' }, remove: true, dryRun: true }, ['/filter/sort']],
      [{ filter: { releaseYear: '1999' }, remove: true, dryRun: true }, ['/filter/releaseYear']],
      [{ filter, dryRun: true }, ['/change']],
      [{ filter, change: { title: 'X' }, remove: true, dryRun: true }, ['/change']],
      [{ filter, change: {}, dryRun: true }, ['/change']],
      [{ filter, remove: true }, ['/plan']],
      [{ filter, remove: true, dryRun: true, plan: 'x' }, ['/plan']],
      [{ filter, remove: false, dryRun: true }, ['/remove']],
      [{ filter, change: { title: '', id: 7 }, dryRun: true }, ['/change/id', '/change/title']],
    ] as const) {
      const { status, body: problem } = await bulk('movies', body);
      expect([status, pointersOf(problem)], JSON.stringify(body)).to.deep.equal([422, pointers]);
    }
    const unsupported = await bulk('movies', {
      filter: { genre: 'war', 'runtimeMinutes.gte': 90 },
      remove: true,
      dryRun: true,
    });
    expect([unsupported.status, parametersOf(unsupported.body)]).to.deep.equal([
      400,
      ['genre', 'runtimeMinutes.gte'],
    ]);
  });

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
});
