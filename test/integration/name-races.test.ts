import { expect } from 'chai';
import { PlaceFile } from '../../src/adapters/import/place-file.js';
import { importTransaction } from '../../src/adapters/import/sql/import-transaction.js';
import { KnexCatalogueRepository } from '../../src/adapters/knex/knex-catalogue-repository.js';
import { KnexUnitOfWork } from '../../src/adapters/knex/knex-unit-of-work.js';
import { type BulkPlans, bulkChanges } from '../../src/core/catalogue/bulk-changes.js';
import { catalogueUseCases } from '../../src/core/catalogue/catalogue-use-cases.js';
import { mergeItems } from '../../src/core/catalogue/merge-items.js';
import { type Movie, movie } from '../../src/core/catalogue/movie.js';
import { kindOf } from '../../src/core/catalogue/references.js';
import { CatalogueImport } from '../../src/core/import/catalogue-import.js';
import { DomainError } from '../../src/core/shared/errors.js';
import { withIds } from '../../src/core/shared/page.js';
import { movieDraft } from '../support/drafts.js';
import { kindsUnderTest } from '../support/kinds-under-test.js';
import { noInvalidation, unitOfWork } from '../support/repositories.js';
import { by, pageOf, useDatabase } from './contracts/fixtures.js';

const names = ['Alpha', 'Beta', 'Gamma', 'Delta'];
/** What writers of the same items may get: others changed them first. */
const expected = ['plan-outdated', 'not-found', 'merged-elsewhere'];
const unsigned: BulkPlans = { sign: (subject) => subject, isValid: (plan, subject) => plan === subject };

describe('writers of the same names', () => {
  const database = useDatabase();

  it('in opposite orders, by bulk changes, single changes, an import and merges: none fails, and each name is counted', async () => {
    // So that deadlocks are found soon.
    await database().knex.raw(
      `do $$ begin execute format('alter database %I set deadlock_timeout = 20', current_database()); end $$`,
    );
    const knex = database().connect(database().url);
    const reader = new KnexCatalogueRepository<Movie>(knex, movie, kindsUnderTest);
    const work = unitOfWork(knex);
    const bulk = bulkChanges(movie, reader, work, unsigned);
    const { change } = catalogueUseCases(movie, reader, work);
    const merge = mergeItems(movie, work);
    const draft = (i: number) =>
      movieDraft({ title: names[i % names.length] ?? '', releaseYear: 2000, sourceId: `race-${i}` });
    const ids = await work.run(async ({ catalogue }) => {
      const added = [];
      for (let i = 0; i < 40; i += 1) added.push((await catalogue(movie).add(draft(i))).id);
      return added;
    });

    const changeAll = async (some: readonly number[], releaseYear: number) => {
      const query = pageOf({
        path: { filters: [withIds], by: { field: 'id', type: 'integer' } },
        values: [some],
      });
      const request = { query, change: { releaseYear } };
      const { plan } = await bulk.plan(request);
      return bulk.run(request, plan, by);
    };
    const changeEach = async (some: readonly number[], turn: number) => {
      for (const id of some)
        await change(id, { title: names[(id + turn) % names.length] ?? '' }, undefined, by);
    };
    const importAll = async (turn: number) => {
      const source = new CatalogueImport({
        unitOfWork: new KnexUnitOfWork(knex, importTransaction(), noInvalidation),
        installation: '',
        pause: async () => {},
        places: new PlaceFile(),
        source: {},
        replacing: 'all',
        onRejected: () => {},
      });
      const rows = ids.map((_, i) => ({
        place: { file: 'movies', line: i + 1 },
        fields: {
          sourceId: `race-${i}`,
          title: names[(i + turn) % names.length],
          releaseYear: 2000 + (turn % 2),
        },
      }));
      const each = (async function* () {
        yield rows.toReversed();
      })();
      await kindOf('movies', kindsUnderTest).importable(kindsUnderTest).import(source, each);
    };
    const allowed = (error: unknown) => {
      if (!(error instanceof DomainError) || !expected.includes(error.code)) throw error;
    };

    for (let turn = 0; turn < 4; turn += 1) {
      const [some, others] = [ids.slice(0, 15), ids.slice(15, 30)];
      await Promise.all(
        [
          changeAll(some, 2000 + (turn % 2)),
          changeAll(others, 2001 - (turn % 2)),
          changeEach(ids.slice(20, 34).toReversed(), turn),
          changeEach(ids.slice(5, 25), turn + 1),
          importAll(turn),
          merge(ids[35 + turn] as number, ids[turn] as number, undefined, by),
        ].map((one) => one.catch(allowed)),
      );
    }
    const { rows: counted } = await knex.raw(
      `select name, year, items from item_names where kind = 'movies' order by 1, 2`,
    );
    const { rows: stored } = await knex.raw(
      `select fold(title) as name, release_year as year, count(*)::int as items from movies group by 1, 2 order by 1, 2`,
    );
    expect(counted).to.deep.equal(stored);
  });
});
