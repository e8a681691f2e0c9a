import { expect } from 'chai';
import type { Knex } from 'knex';
import { knownSeries } from '../../src/adapters/import/sample/known-series.js';
import { vegaFilms } from '../../src/adapters/import/sample/vega-films.js';
import { catalogueKinds, kindNamed } from '../../src/composition/catalogue-kinds.js';
import { newImport } from '../../src/composition/import.js';
import { isEmptyCatalogue, seed } from '../../src/composition/sample.js';
import type { ReadRow } from '../../src/core/import/import-row.js';
import { useDatabase } from './contracts/fixtures.js';

const tables = ['authors', 'movies', 'series', 'audit'] as const;

const countsIn = async (knex: Knex) => {
  const counts: Record<string, number> = {};
  for (const table of tables) counts[table] = Number((await knex(table).count())[0]?.count);
  return counts;
};

const namesakes = (knex: Knex) => knex('authors').select('name').groupBy('name').havingRaw('count(*) > 1');

/** Imports the rows of version 0.1.0: without well-known films and people, and with the names as the package has them. */
const seedAsBefore = (knex: Knex) =>
  knex.transaction(async (trx) => {
    const older = await newImport(trx, { source: 'sample' }, (rejected) => expect(rejected).to.be.empty);
    const load = (plural: string, rows: readonly ReadRow[]) =>
      kindNamed(plural)
        .importable(catalogueKinds)
        .import(
          older,
          (async function* () {
            yield rows;
          })(),
        );
    const nameIn = (sourceId: unknown) => String(sourceId).split('/').at(-1);
    const films = (await vegaFilms()).map(({ place, fields }) => {
      const name = nameIn(fields.sourceId);
      return { place, fields: { ...fields, author: name === '?' ? null : name } };
    });
    const shows = knownSeries.map(({ place, fields: { imdbId, description, ...fields } }) => ({
      place,
      fields,
    }));
    await load('movies', films);
    await load('series', shows);
  });

describe('the sample over an older one:', () => {
  const database = useDatabase();
  before(async () => seedAsBefore(database().knex));

  it('completes the items that are there, and creates none of them again', async () => {
    const { knex } = database();
    const { id } = await knex('movies').where({ title: "Le Fabuleux destin d'AmÈlie Poulain" }).first();
    const renamed = await knex('authors').where({ name: 'Guillermo Del Toro' }).first('id');
    // Another film with the imdbId of a film of the sample: neither is changed.
    await knex('movies').insert({ title: 'Jaws, by hand', imdb_id: 'tt0073195', genres: [] });
    const before = await countsIn(knex);
    const { movies, series, authors } = await seed(knex);
    expect(movies?.refused).to.equal(1);
    expect(series).to.deep.include({ created: 0, refused: 0, authors: 0 });
    const after = await countsIn(knex);
    expect(after.movies).to.equal((before.movies ?? 0) + (movies?.created ?? 0));
    expect(await namesakes(knex)).to.deep.equal([]);
    expect(authors?.changed).to.be.at.least(50);
    expect(await knex('movies').where({ id }).first()).to.include({ title: 'Amélie', imdb_id: 'tt0211915' });
    expect(await knex('authors').where(renamed).first()).to.include({
      name: 'Guillermo del Toro',
      imdb_id: 'nm0868219',
    });
    expect(await knex('movies').where({ title: 'Jaws' }).first()).to.include({ imdb_id: null });
    const twice = knex('movies').whereNotNull('imdb_id').select('title').groupBy('title', 'release_year');
    expect(await twice.havingRaw('count(*) > 1')).to.deep.equal([]);
  });

  it('a second time: changes nothing', async () => {
    const { knex } = database();
    const { authors, movies, series } = await seed(knex);
    for (const counts of [authors, movies, series]) expect(counts).to.include({ created: 0, changed: 0 });
  });
});

describe('the sample:', () => {
  const database = useDatabase();

  it('with an error in its last rows: stores nothing', async () => {
    const { knex } = database();
    await knex.raw(
      "alter table series add constraint no_such_series check (title <> 'Grey''s Anatomy') not valid",
    );
    const failure = await seed(knex).catch((error: unknown) => error);
    expect(failure).to.be.an('error').with.property('message').that.includes('no_such_series');
    await knex.raw('alter table series drop constraint no_such_series');
    expect(await countsIn(knex)).to.deep.equal({ authors: 0, movies: 0, series: 0, audit: 0 });
    expect(await isEmptyCatalogue(knex)).to.equal(true);
  });

  it('into an empty catalogue: creates each title and each author once, and adds an audit entry', async () => {
    const { knex } = database();
    const { authors: people, movies, series } = await seed(knex);
    const { authors, audit, ...titles } = await countsIn(knex);
    expect(titles).to.deep.equal({ movies: movies?.created, series: series?.created });
    expect(authors).to.equal((people?.created ?? 0) + (movies?.authors ?? 0) + (series?.authors ?? 0));
    expect(await namesakes(knex)).to.deep.equal([]);
    expect(audit).to.equal(1);
    expect(await knex('audit').first('action', 'actor_id', 'details')).to.deep.equal({
      action: 'catalogue.imported',
      actor_id: null,
      details: { source: 'sample', authors: people, movies, series },
    });
    expect(await isEmptyCatalogue(knex)).to.equal(false);
  });

  it('on the longest first page of each list: has no gaps', async () => {
    const { knex } = database();
    const pages = {
      authors: ['imdb_id', 'birth_year', 'biography'],
      movies: ['runtime_minutes'],
      series: ['seasons'],
    };
    for (const [table, columns] of Object.entries(pages)) {
      const titleColumns = table === 'authors' ? [] : ['imdb_id', 'release_year', 'author_id', 'description'];
      const page = await knex(table).orderBy('id').limit(100);
      for (const column of [...columns, ...titleColumns])
        expect(
          page.filter((row) => row[column] === null),
          `without ${column}`,
        ).to.deep.equal([]);
      expect(page.filter(({ genres }) => genres?.length === 0)).to.deep.equal([]);
    }
  });

  it('a second time: restores what was changed or removed', async () => {
    const { knex } = database();
    const whole = await countsIn(knex);
    await knex('series').where({ title: 'The Wire' }).delete();
    await knex('movies').where({ title: 'Jaws' }).update({ runtime_minutes: 1 });
    const { authors, movies, series } = await seed(knex);
    expect(authors).to.deep.include({ created: 0, changed: 0 });
    expect(movies).to.deep.include({ created: 0, changed: 1 });
    expect(series).to.deep.include({ created: 1, changed: 0, authors: 0 });
    expect(await countsIn(knex)).to.deep.equal({ ...whole, audit: 2 });
  });
});
