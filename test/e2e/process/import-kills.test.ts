import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { Random } from '../../../scripts/history/random.js';
import { open } from '../../integration/contracts/fixtures.js';
import { emptyDatabase } from '../../support/environment.js';
import { contentsOf, ended, importsTold, manyMovies, ndjson, startImport, useFiles } from './importing.js';
import { endLeftovers } from './spawned.js';

const rows = { authors: 500, movies: 6_000 };
const seed = 1;
/** Groups of kills at the same time, each in a database of its own. */
const [groups, perGroup] = [4, 5];

describe(`npm run import killed with -9 at random moments (seed ${seed})`, () => {
  const { file, path } = useFiles();
  const random = new Random(seed);
  const found: number[] = [];
  afterEach(endLeftovers);

  const inDatabase = async <T>(work: (url: string, knex: Knex) => Promise<T>): Promise<T> => {
    const database = await emptyDatabase();
    const knex = open(database.url, { poolMax: 1 });
    return work(database.url, knex).finally(async () => {
      await knex.destroy();
      await database.drop();
    });
  };
  const stored = async (knex: Knex) => {
    const { rows } = await knex.raw(
      'select (select count(*) from authors) + (select count(*) from movies) as n',
    );
    return Number(rows[0].n);
  };
  const write = () => {
    const authors = Array.from({ length: rows.authors }, (_, i) => ({
      name: `Known ${i}`,
      sourceId: `a/${i}`,
    }));
    file('all/authors.ndjson', ndjson(authors));
    // Every other movie is of one of them, the others of somebody who is only named.
    const movies = manyMovies(rows.movies, (i) =>
      i % 2 === 0 ? { author: null, authorSourceId: `a/${i % rows.authors}` } : {},
    );
    file('all/movies.ndjson.gz', ndjson(movies));
    return path('all');
  };

  /** Kills one so many milliseconds after so many rows were there, and runs it again to its end. */
  const killed = (all: string, after: number, milliseconds: number) =>
    inDatabase(async (url, knex) => {
      const first = startImport([all], { DB_URL: url });
      while ((await stored(knex)) < after) await sleep(5);
      await sleep(milliseconds);
      first.child.kill('SIGKILL');
      await first.exit;
      const left = await stored(knex);
      const second = await ended(startImport([all], { DB_URL: url }));
      expect(second.code, second.stderr).to.equal(0);
      const told = (await importsTold(knex)) as Record<string, { created: number; authors: number }>[];
      const made = told.flatMap(({ authors, movies }) => [authors, movies].flatMap((tally) => tally ?? []));
      expect(told).to.have.lengthOf(left > 0 ? 2 : 1);
      const sum = made.reduce((all, { created, authors }) => all + created + authors, 0);
      expect(sum, 'what the audit trail tells of').to.equal(await stored(knex));
      return { left, contents: await contentsOf(knex) };
    });

  for (let group = 1; group <= groups; group += 1) {
    const moments = Array.from({ length: perGroup }, () => ({
      after: random.between(0, rows.movies),
      milliseconds: random.between(0, 100),
    }));
    const name = moments
      .map(({ after, milliseconds }) => `${milliseconds} ms after ${after} rows`)
      .join(', ');
    it(`${name}: and run again: leaves the catalogue of one clean run`, async () => {
      const all = write();
      const clean = await inDatabase(async (url, knex) => {
        expect((await ended(startImport([all], { DB_URL: url }))).code).to.equal(0);
        return { whole: await stored(knex), contents: await contentsOf(knex) };
      });
      expect(clean.contents.movies).to.have.lengthOf(rows.movies);
      const outcomes = await Promise.all(
        moments.map(({ after, milliseconds }) => killed(all, after, milliseconds)),
      );
      for (const { contents } of outcomes) expect(contents).to.deep.equal(clean.contents);
      found.push(...outcomes.map(({ left }) => left));
      const inTheMiddle = found.filter((left) => left > 0 && left < clean.whole);
      expect(inTheMiddle.length, JSON.stringify(found)).to.be.at.least(group);
    });
  }
});
