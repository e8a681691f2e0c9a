import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { KnexAuditReader } from '../../src/adapters/knex/knex-audit-reader.js';
import { KnexCatalogueRepository } from '../../src/adapters/knex/knex-catalogue-repository.js';
import { KnexCatalogueSnapshots } from '../../src/adapters/knex/knex-catalogue-snapshots.js';
import { KnexGenreCounts } from '../../src/adapters/knex/knex-genre-counts.js';
import { knexRepositories } from '../../src/adapters/knex/knex-repositories.js';
import { KnexUnitOfWork } from '../../src/adapters/knex/knex-unit-of-work.js';
import { KnexUserRepository } from '../../src/adapters/knex/knex-user-repository.js';
import { heavyRead, lockingWrite } from '../../src/adapters/knex/pool-shares.js';
import { type Movie, movie } from '../../src/core/catalogue/movie.js';
import { movieDraft } from '../support/drafts.js';
import { kindsUnderTest } from '../support/kinds-under-test.js';
import { noInvalidation, repositories } from '../support/repositories.js';
import { lockWaited, lockWaiters, pageOf, useDatabase } from './contracts/fixtures.js';

describe('the shares of the connection pool', () => {
  const database = useDatabase();
  const count = pageOf({ count: true });

  it('a search: that waited for its share longer than its time budget: runs its first step only', async () => {
    const knex = database().connect(database().url, { poolMax: 3 });
    const movies = new KnexCatalogueRepository<Movie>(knex, movie, kindsUnderTest, 100);
    const waiting = await heavyRead(knex, async () => {
      const search = movies.search({ text: 'cleo from', limit: 10 });
      await sleep(150);
      return { search };
    });
    expect(await waiting.search).to.deep.equal({ items: [], isComplete: false, next: null });
  });

  it('every kind of heavy read: while a table is locked: leaves the rest of the pool free', async () => {
    const knex = database().connect(database().url, { poolMax: 3 });
    const movies = new KnexCatalogueRepository<Movie>(knex, movie, kindsUnderTest);
    const users = new KnexUserRepository(knex);
    const snapshots = new KnexCatalogueSnapshots(knex);
    const export1 = () =>
      snapshots.take((snapshot) => snapshot.repository(movie).list(pageOf()), new AbortController().signal);
    let reads: Promise<unknown>[] = [];
    await database().knex.transaction(async (trx) => {
      await trx.raw('lock table movies, users, audit, titles_by_genre in access exclusive mode');
      reads = [
        movies.search({ text: 'a', limit: 10 }),
        movies.list(count),
        users.search('a', 10),
        users.list(count),
        new KnexAuditReader(knex).list(count),
        new KnexGenreCounts(knex, ['movies']).count(),
        export1(),
      ];
      await lockWaited(database().knex);
      const others = Array.from({ length: 10 }, () => knex('sessions').first());
      expect(await Promise.all(others)).to.deep.equal(Array(10).fill(undefined));
      expect(await lockWaiters(database().knex)).to.equal(1);
    });
    await Promise.all(reads);
  });

  for (const poolMax of [1, 2]) {
    it(`a pool of ${poolMax}: heavy reads and writes at the same time: all complete`, async () => {
      const knex = database().connect(database().url, { poolMax });
      const work = new KnexUnitOfWork(knex, knexRepositories(kindsUnderTest), noInvalidation, lockingWrite);
      const { movies } = repositories(knex, undefined, work);
      const { id } = await movies.add(movieDraft());
      const snapshots = new KnexCatalogueSnapshots(knex);
      await Promise.all(
        Array.from({ length: 5 }, () => [
          movies.search({ text: 'a', limit: 10 }),
          movies.list(count),
          movies.change(id, (current) => current),
          movies.find(id),
          snapshots.take(
            async (snapshot) => [
              await snapshot.repository(movie).list(count),
              await snapshot.repository(movie).findAll([id]),
            ],
            new AbortController().signal,
          ),
        ]).flat(),
      );
      expect((await movies.find(id))?.version).to.equal(6);
    });
  }
});
