import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { Random } from '../../../scripts/history/random.js';
import {
  auditedImports,
  contentsOf,
  ended,
  manyMovies,
  ndjson,
  startImport,
  useFiles,
} from '../../e2e/process/importing.js';
import { endLeftovers } from '../../e2e/process/spawned.js';
import { open } from '../../integration/contracts/fixtures.js';
import { emptyDatabase } from '../../support/environment.js';
import { isThorough } from '../../support/thorough.js';

const rows = { authors: 500, movies: 6_000 };
/** Differs in each run; with it, a run can be repeated. */
const seed = randomInt(1_000_000);
/** Batches of movies. */
const batches = 3;
/** Groups of kills that run in parallel, each with its own database. */
const [groups, perGroup] = isThorough ? [4, 5] : [1, 3];

/**
 * The last batch of movies waits for an advisory lock, which the test holds until the kill: however slow the machine is, the
 * kill does not come after the import.
 */
const lastBatchWaits = `
  create function last_batch_waits() returns trigger language plpgsql as $$
  begin
    if (select count(*) from movies) >= ${rows.movies} then perform pg_advisory_xact_lock(1); end if;
    return null;
  end $$;
  create trigger last_batch_waits after insert on movies for each statement execute function last_batch_waits()`;

describe(`npm run import killed with -9 at random moments (seed ${seed})`, () => {
  const { file, path } = useFiles();
  const random = new Random(seed);
  /** The share of all rows that existed after each kill. */
  const found: number[] = [];
  let clean: Awaited<ReturnType<typeof runClean>> | undefined;
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
    // Half of the movies refer to them by id, the others name an author.
    const movies = manyMovies(rows.movies, (i) =>
      i % 2 === 0 ? { author: null, authorSourceId: `a/${i % rows.authors}` } : {},
    );
    file('all/movies.ndjson.gz', ndjson(movies));
    return path('all');
  };

  /** Runs an import to its end. Returns the milliseconds of each of its batches. */
  const runClean = (all: string) =>
    inDatabase(async (url, knex) => {
      const { exit } = startImport([all], { DB_URL: url });
      let isOver = false;
      exit.then(() => {
        isOver = true;
      });
      const steps: { at: number; rows: number }[] = [{ at: 0, rows: 0 }];
      while (!isOver) {
        const there = await stored(knex);
        if (there > (steps.at(-1)?.rows ?? 0)) steps.push({ at: performance.now(), rows: there });
        await sleep(5);
      }
      expect(await exit).to.equal(0);
      const [first, last] = [steps[1], steps.at(-1)];
      expect(last?.rows).to.be.greaterThan(rows.movies);
      const perBatch = ((last?.at ?? 0) - (first?.at ?? 0)) / batches;
      return { whole: await stored(knex), contents: await contentsOf(knex), perBatch };
    });

  /** Kills an import some milliseconds after a number of rows exist, and then runs it to its end. */
  const killed = (all: string, after: number, milliseconds: number) =>
    inDatabase(async (url, knex) => {
      await knex.raw('select pg_advisory_lock(1)');
      await knex.raw(lastBatchWaits);
      const first = startImport([all], { DB_URL: url });
      while ((await stored(knex)) < after) await sleep(5);
      await sleep(milliseconds);
      first.child.kill('SIGKILL');
      await first.exit;
      const left = await stored(knex);
      await knex.raw('select pg_advisory_unlock(1)');
      await knex.raw('drop function last_batch_waits cascade');
      const second = await ended(startImport([all], { DB_URL: url }));
      expect(second.code, second.stderr).to.equal(0);
      const entries = (await auditedImports(knex)) as Record<string, { created: number; authors: number }>[];
      const made = entries.flatMap(({ authors, movies }) =>
        [authors, movies].flatMap((tally) => tally ?? []),
      );
      expect(entries).to.have.lengthOf(2);
      const sum = made.reduce((all, { created, authors }) => all + created + authors, 0);
      expect(sum, 'the rows in the audit trail').to.equal(await stored(knex));
      return { left, contents: await contentsOf(knex) };
    });

  for (let group = 1; group <= groups; group += 1) {
    const moments = Array.from({ length: perGroup }, () => ({
      after: random.between(1, (rows.movies / batches) * (batches - 1)),
      share: random.between(0, 150),
    }));
    const name = moments.map(({ after, share }) => `${share}% of a batch after ${after} rows`).join(', ');
    it(`${name}, and run again: results in the catalogue of one complete run`, async () => {
      const all = write();
      clean ??= await runClean(all);
      const { whole, contents: expected, perBatch } = clean;
      expect(expected.movies).to.have.lengthOf(rows.movies);
      const outcomes = await Promise.all(
        moments.map(({ after, share }) => killed(all, after, (share / 100) * perBatch)),
      );
      for (const { contents } of outcomes) expect(contents).to.deep.equal(expected);
      found.push(...outcomes.map(({ left }) => left / whole));
    });
  }

  it('each kill: was in the middle of the import', () => {
    expect(found).to.have.lengthOf(groups * perGroup);
    for (const share of found) expect(share, JSON.stringify(found)).to.be.greaterThan(0).and.lessThan(1);
  });
});
