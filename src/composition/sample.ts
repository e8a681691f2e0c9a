import type { Knex } from 'knex';
import { knownSeries } from '../adapters/import/sample/known-series.js';
import { vegaFilms } from '../adapters/import/sample/vega-films.js';
import type { CountsByKind } from '../core/import/import-counts.js';
import type { ReadRow } from '../core/import/import-row.js';
import { catalogueKinds, kindNamed, kindTables } from './catalogue-kinds.js';
import { newImport } from './import.js';

/** Sample items of a kind, as rows of an import. */
interface Sample {
  readonly plural: string;
  rows(): Promise<readonly ReadRow[]>;
}

/** The sample data, in the order in which it is imported. */
const samples: readonly Sample[] = [
  { plural: 'movies', rows: () => vegaFilms() },
  { plural: 'series', rows: async () => knownSeries },
];

async function* asSingleBatch(rows: readonly ReadRow[]) {
  yield rows;
}

/** Imports the sample data in one transaction. */
export const seed = async (database: Knex): Promise<CountsByKind> => {
  const read = await Promise.all(samples.map(async ({ plural, rows }) => ({ plural, rows: await rows() })));
  return database.transaction(async (trx) => {
    const sample = await newImport(trx, { source: 'sample' }, ([rejected]) => {
      if (rejected) throw new Error(`the sample data has an invalid row: ${JSON.stringify(rejected)}`);
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
