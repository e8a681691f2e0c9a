import type { Knex } from 'knex';
import { knownSeries } from '../adapters/import/sample/known-series.js';
import { peopleRows } from '../adapters/import/sample/people-rows.js';
import { sampleFilms } from '../adapters/import/sample/sample-films.js';
import type { CountsByKind } from '../core/import/import-counts.js';
import type { ReadRow, RejectedRow } from '../core/import/import-row.js';
import { catalogueKinds, kindNamed, kindTables } from './catalogue-kinds.js';
import { newImport } from './import.js';

/** Sample items of a kind, as rows of an import. */
interface Sample {
  readonly plural: string;
  rows(database: Knex): Promise<readonly ReadRow[]>;
}

/** The sample data, in the order in which it is imported. */
const samples: readonly Sample[] = [
  { plural: 'authors', rows: peopleRows },
  { plural: 'movies', rows: sampleFilms },
  { plural: 'series', rows: async () => knownSeries },
];

async function* asSingleBatch(rows: readonly ReadRow[]) {
  yield rows;
}

/** Whether the row matches two items: one by its imdbId, and one of an older sample by its sourceId. */
const isStoredTwice = ({ violations }: RejectedRow) =>
  violations.every(({ code }) => code === 'source-id-taken');

/**
 * Imports the sample data in one transaction. Items of an older sample are changed, and edited fields are kept. A title that
 * the catalogue has twice is not changed, but counted as rejected.
 */
export const seed = async (database: Knex): Promise<CountsByKind> => {
  const read = await Promise.all(
    samples.map(async ({ plural, rows }) => ({ plural, rows: await rows(database) })),
  );
  return database.transaction(async (trx) => {
    const sample = await newImport(trx, { source: 'sample' }, (rejected) => {
      const invalid = rejected.find((row) => !isStoredTwice(row));
      if (invalid) throw new Error(`the sample data has an invalid row: ${JSON.stringify(invalid)}`);
    });
    for (const { plural, rows } of read)
      await kindNamed(plural).importable(catalogueKinds).import(sample, asSingleBatch(rows));
    return sample.counts;
  });
};

/** Returns whether the catalogue has no items. */
export const isEmptyCatalogue = async (database: Knex): Promise<boolean> => {
  const items = await Promise.all(kindTables.map((table) => database(table).first('id')));
  return items.every((item) => item === undefined);
};
