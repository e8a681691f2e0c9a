import { expect } from 'chai';
import type { Knex } from 'knex';
import { isEmptyCatalogue, seed } from '../../src/composition/sample.js';
import { useDatabase } from './contracts/fixtures.js';

const tables = ['authors', 'movies', 'series', 'audit'] as const;

const countsIn = async (knex: Knex) => {
  const counts: Record<string, number> = {};
  for (const table of tables) counts[table] = Number((await knex(table).count())[0]?.count);
  return counts;
};

describe('the sample:', () => {
  const database = useDatabase();

  it('with an error in its last rows: stores nothing', async () => {
    const { knex } = database();
    await knex.raw(
      "alter table series add constraint no_such_series check (title <> 'The Simpsons') not valid",
    );
    const failure = await seed(knex).catch((error: unknown) => error);
    expect(failure).to.be.an('error').with.property('message').that.includes('no_such_series');
    await knex.raw('alter table series drop constraint no_such_series');
    expect(await countsIn(knex)).to.deep.equal({ authors: 0, movies: 0, series: 0, audit: 0 });
    expect(await isEmptyCatalogue(knex)).to.equal(true);
  });

  it('into an empty catalogue: creates each title and each author once, and adds an audit entry', async () => {
    const { knex } = database();
    const { movies, series } = await seed(knex);
    const { authors, audit, ...titles } = await countsIn(knex);
    expect(titles).to.deep.equal({ movies: movies?.created, series: series?.created });
    expect(authors).to.equal((movies?.authors ?? 0) + (series?.authors ?? 0));
    const twice = await knex('authors').select('name').groupBy('name').havingRaw('count(*) > 1');
    expect(twice).to.deep.equal([]);
    expect(audit).to.equal(1);
    expect(await knex('audit').first('action', 'actor_id', 'details')).to.deep.equal({
      action: 'catalogue.imported',
      actor_id: null,
      details: { source: 'sample', movies, series },
    });
    expect(await isEmptyCatalogue(knex)).to.equal(false);
  });

  it('a second time: restores what was changed or removed', async () => {
    const { knex } = database();
    const whole = await countsIn(knex);
    await knex('series').where({ title: 'The Wire' }).delete();
    await knex('movies').where({ title: 'Jaws' }).update({ runtime_minutes: 1 });
    const { movies, series } = await seed(knex);
    expect(movies).to.deep.include({ created: 0, changed: 1 });
    expect(series).to.deep.include({ created: 1, changed: 0, authors: 0 });
    expect(await countsIn(knex)).to.deep.equal({ ...whole, audit: 2 });
  });
});
