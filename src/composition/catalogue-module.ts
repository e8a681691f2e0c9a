import { KnexCatalogueRepository } from '../adapters/knex/knex-catalogue-repository.js';
import { KnexCatalogueSnapshots } from '../adapters/knex/knex-catalogue-snapshots.js';
import { KnexCatalogueSync } from '../adapters/knex/knex-catalogue-sync.js';
import { KnexDuplicates } from '../adapters/knex/knex-duplicates.js';
import { KnexGenreCounts } from '../adapters/knex/knex-genre-counts.js';
import { KnexItemHistory } from '../adapters/knex/knex-item-history.js';
import { KnexYearCounts } from '../adapters/knex/knex-year-counts.js';
import type { CatalogueReader } from '../core/catalogue/catalogue-reader.js';
import type { AnyKind, Kind } from '../core/catalogue/kind.js';
import type { Repositories } from '../core/repositories.js';
import type { UnitOfWork } from '../core/shared/unit-of-work.js';
import { kindsWithGenres } from './catalogue-kinds.js';
import type { Infrastructure } from './infrastructure.js';

export type CatalogueModule = ReturnType<typeof catalogueModule>;

/**
 * The kinds of the catalogue, and the services that read, write, count and export their items. `kindRow` wires the use
 * cases and routes of each kind to them (`catalogue-kinds.ts`).
 */
export function catalogueModule({
  database,
  kinds,
  searchBudget,
  installation,
  unitOfWork,
}: Pick<Infrastructure, 'database' | 'kinds' | 'searchBudget' | 'installation'> & {
  readonly unitOfWork: UnitOfWork<Repositories>;
}) {
  const withGenres = kindsWithGenres(kinds).map(({ plural }) => plural);
  return {
    kinds,
    /** Plural names of the kinds whose items have genres. */
    withGenres,
    installation,
    snapshots: new KnexCatalogueSnapshots(database),
    sync: new KnexCatalogueSync(database),
    genreCounts: new KnexGenreCounts(database, withGenres),
    reader: <Draft extends object>(kind: Kind<Draft> | AnyKind): CatalogueReader<Draft> =>
      new KnexCatalogueRepository(database, kind, kinds, searchBudget),
    duplicates: <Draft extends object>(kind: Kind<Draft>) => new KnexDuplicates<Draft>(database, kind),
    years: ({ plural }: AnyKind) => new KnexYearCounts(database, plural),
    history: new KnexItemHistory(database),
    unitOfWork,
  };
}
