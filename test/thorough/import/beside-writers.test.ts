import { expect } from 'chai';
import { PlaceFile } from '../../../src/adapters/import/place-file.js';
import { importTransaction } from '../../../src/adapters/import/sql/import-transaction.js';
import { KnexUnitOfWork } from '../../../src/adapters/knex/knex-unit-of-work.js';
import { kindOf } from '../../../src/core/catalogue/references.js';
import { CatalogueImport } from '../../../src/core/import/catalogue-import.js';
import type { ReadRow } from '../../../src/core/import/import-row.js';
import type { ImportUnitOfWork } from '../../../src/core/import/import-unit-of-work.js';
import { lockWaited, useDatabase } from '../../integration/contracts/fixtures.js';
import { movieDraft } from '../../support/drafts.js';
import { kindsUnderTest } from '../../support/kinds-under-test.js';
import { noInvalidation, repositories } from '../../support/repositories.js';

/** Three batches. */
const rows: readonly ReadRow[] = Array.from({ length: 6_000 }, (_, i) => ({
  place: { file: 'movies', line: i + 1 },
  fields: { sourceId: `${i}`, runtimeMinutes: 100 },
}));

describe('an import with concurrent writers', () => {
  const database = useDatabase();

  it('of an item that a batch has changed: each waits for that batch only', async () => {
    const { knex } = database();
    const { movies } = repositories(knex);
    const transactions = new KnexUnitOfWork(knex, importTransaction(), noInvalidation);
    const drafts = rows.map(({ fields }) => movieDraft({ sourceId: fields.sourceId as string }));
    const ids = await transactions.runStep((transaction) => transaction.items('movies').addAll(drafts));

    let change: Promise<{ version: number } | undefined> | undefined;
    const versions: (number | undefined)[] = [];
    const watched: ImportUnitOfWork = {
      waitForInvalidation: async () => {},
      runStep: async (work) => {
        // The next batch starts after the change that waited for this one was stored.
        versions.push((await change)?.version);
        return transactions.runStep(async (transaction) => {
          const outcome = await work(transaction);
          const id = ids[versions.length * 2_000 - 1] as number;
          change = movies.change(id, (now) => ({ ...now, description: 'ours' }));
          await lockWaited(knex);
          return outcome;
        });
      },
    };
    const into = new CatalogueImport({
      unitOfWork: watched,
      installation: '',
      pause: async () => {},
      places: new PlaceFile(),
      source: {},
      onRejected: () => {},
    });
    await kindOf('movies', kindsUnderTest)
      .importable(kindsUnderTest)
      .import(
        into,
        (async function* () {
          yield rows;
        })(),
      );
    expect(into.counts.movies).to.deep.include({ changed: 6_000, refused: 0 });
    // Nothing waited before the first batch. Version 2 is that of the import, 3 that of the change.
    expect([...versions, (await change)?.version]).to.deep.equal([undefined, 3, 3, 3]);
    const [last] = await movies.findAll(ids.slice(-1));
    expect(last).to.deep.include({ description: 'ours', runtimeMinutes: 100 });
  });
});
