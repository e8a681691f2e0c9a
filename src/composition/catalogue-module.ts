import { KnexCatalogueRepository } from '../adapters/knex/knex-catalogue-repository.js';
import { KnexCatalogueSnapshots } from '../adapters/knex/knex-catalogue-snapshots.js';
import { KnexGenreCounts } from '../adapters/knex/knex-genre-counts.js';
import { AcknowledgedCatalogueRepository } from '../core/catalogue/acknowledged-catalogue-repository.js';
import type { Kind } from '../core/catalogue/kind.js';
import type { ReadCache } from '../core/shared/read-cache.js';
import type { Infrastructure } from './infrastructure.js';

export type CatalogueModule = ReturnType<typeof catalogueModule>;

/** The kinds of the catalogue, and how their items are stored, counted and exported. */
export function catalogueModule({
  database,
  kinds,
  searchBudget,
  installation,
  readCache,
}: Pick<Infrastructure, 'database' | 'kinds' | 'searchBudget' | 'installation'> & {
  readonly readCache: ReadCache;
}) {
  const titles = kinds.filter(({ isTitle }) => isTitle).map(({ plural }) => plural);
  return {
    kinds,
    /** Plural names of the kinds whose items are titles. */
    titles,
    installation,
    snapshots: new KnexCatalogueSnapshots(database),
    genreCounts: new KnexGenreCounts(database, titles),
    repository: <Draft extends object>(kind: Kind<Draft>) =>
      new AcknowledgedCatalogueRepository(
        kind,
        new KnexCatalogueRepository(database, kind, titles, searchBudget),
        readCache,
      ),
  };
}
