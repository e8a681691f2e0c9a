import { expect } from 'chai';
import { useDatabase } from './contracts/fixtures.js';

/** Selects the rows in which `titles_by_genre`, which triggers maintain, differs from the titles. */
const drift = `
  with wanted as (
    select distinct 'movies' as kind, genre, release_year, id from movies, unnest(genres) as genre
    union all
    select distinct 'series', genre, release_year, id from series, unnest(genres) as genre
  ), kept as (select kind, genre, release_year, id from titles_by_genre)
  (select 'missing' as what, * from (table wanted except table kept) as missing)
  union all
  (select 'left over', * from (table kept except table wanted) as left_over)`;

/** The same for `item_names`. */
const driftOfNames = `
  with named as (
    select 'movies' as kind, title as name, release_year as year from movies
    union all select 'series', title, release_year from series
    union all select 'authors', name, null from authors
  ), wanted as (
    select kind, fold(name) as name, coalesce(year, 2147483647) as year, count(*)::int as items from named group by 1, 2, 3
  )
  (select 'missing' as what, * from (table wanted except table item_names) as missing)
  union all
  (select 'left over', * from (table item_names except table wanted) as left_over)`;

/** Selects the ids in which `external_ids`, which triggers maintain, differs from the rows. */
const idDrift = `
  with wanted as (
    select 'movies' as kind, key as source, value, id as item from movies, jsonb_each_text(external_ids)
    union all
    select 'series', key, value, id from series, jsonb_each_text(external_ids)
  ), kept as (select kind, source, value, item from external_ids)
  (table wanted except table kept) union all (table kept except table wanted)`;

describe('the tables behind lists and search, after SQL statements', () => {
  const database = useDatabase();

  for (const statement of [
    `insert into movies (title, release_year, genres) select 'Sisu ' || i, 1900 + i % 9, '{war,drama,war}' from generate_series(1, 300) as i`,
    `insert into series (title, seasons, episodes, genres) values ('Saga', 0, 0, '{war}'), ('Saga', 0, 0, '{}')`,
    `update movies set genres = '{drama,news}' where id % 3 = 0`,
    `update movies set release_year = null where id % 5 = 0`,
    `update movies set title = upper(title), release_year = 1950 where id % 6 = 0`,
    `update movies set title = 'SISU ' || (id - 1) where id % 8 = 1`,
    `insert into authors (name) values ('Varda'), ('VARDA'), ('Demy')`,
    `update authors set name = 'Váñ ''Rda' where name = 'Demy'`,
    `update movies set description = 'the same genres' where id % 2 = 0`,
    `update movies set release_year = 1950, genres = genres || '{sport}' where id % 7 = 0`,
    `update movies set external_ids = jsonb_build_object('tmdb', id, 'viaf', 'v' || id) where id % 2 = 0`,
    `update movies set external_ids = external_ids - 'viaf' || jsonb_build_object('tmdb', id - 2) where id % 2 = 0`,
    `update series set external_ids = '{"tmdb": "2"}' where id = 1`,
    `delete from movies where id % 4 = 0`,
    `insert into movies (title, genres) values ('Sisu 1', '{war}') on conflict do nothing`,
    `truncate movies cascade`,
    `insert into movies (title, genres, external_ids) values ('After it all', '{war}', '{"tmdb": "2"}')`,
  ]) {
    it(`${statement.slice(0, 60)}…: keeps titles_by_genre, item_names and external_ids in step`, async () => {
      const { knex } = database();
      await knex.raw(statement);
      for (const query of [drift, driftOfNames, idDrift])
        expect((await knex.raw(query)).rows).to.deep.equal([]);
    });
  }

  it('words: of every written title: are in the vocabulary, once', async () => {
    const { knex } = database();
    await knex.raw(`update series set title = 'Tove ''n'' Käärijä'`);
    const { rows } = await knex.raw(
      `select word from vocabulary where word = any('{saga,tove,n,kaarija,sisu,after}')`,
    );
    const words = rows.map(({ word }: { word: string }) => word);
    expect(words).to.have.members(['saga', 'tove', 'n', 'kaarija', 'sisu', 'after']);
  });

  it('two writers of the same new words, in different orders: do not deadlock', async () => {
    const { knex } = database();
    const titles = Array.from({ length: 40 }, (_, i) => `quux${i}`);
    const write = (all: readonly string[]) =>
      knex.raw(`insert into movies (title, genres) values (?, '{}')`, [all.join(' ')]);
    await Promise.all(Array.from({ length: 8 }, (_, i) => write(i % 2 ? titles : titles.toReversed())));
    const { rows } = await knex.raw(`select count(*) from vocabulary where word like 'quux%'`);
    expect(Number(rows[0].count)).to.equal(40);
  });
});
