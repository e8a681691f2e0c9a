import type { Knex } from 'knex';
import { knownSeries } from '../adapters/import/sample/known-series.js';
import { vegaFilms } from '../adapters/import/sample/vega-films.js';
import type { Tallies } from '../core/import/catalogue-import.js';
import type { ReadRow } from '../core/import/import-ports.js';
import { catalogueKinds, kindNamed, kindTables } from './catalogue-kinds.js';
import { newImport } from './import.js';

async function* atOnce(rows: readonly ReadRow[]) {
  yield rows;
}

/** Imports all there is to try the service with, in one transaction: all of it, or nothing. */
export const seed = async (database: Knex): Promise<Tallies> => {
  const samples = { movies: await vegaFilms(), series: knownSeries };
  return database.transaction(async (trx) => {
    const sample = await newImport(trx, { source: 'sample' }, ([refused]) => {
      if (refused) throw new Error(`the sample does not fit: ${JSON.stringify(refused)}`);
    });
    for (const [plural, rows] of Object.entries(samples))
      await kindNamed(plural).importable(catalogueKinds).import(sample, atOnce(rows));
    return sample.tallies;
  });
};

/** Whether the catalogue has no item of any kind. */
export const isEmptyCatalogue = async (database: Knex): Promise<boolean> => {
  const found = await Promise.all(kindTables.map((table) => database(table).first('id')));
  return found.every((row) => row === undefined);
};
