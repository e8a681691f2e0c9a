import type { Author } from '../../../src/core/catalogue/author.js';
import type { CatalogueRepository } from '../../../src/core/catalogue/catalogue-repository.js';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import type { ItemKeys } from '../../../src/core/import/bulk-repository.js';
import type { ImportUnitOfWork } from '../../../src/core/import/import-unit-of-work.js';

export interface ImportUnderTest {
  readonly transactions: ImportUnitOfWork;
  /** The movies and authors that people write. */
  readonly movies: CatalogueRepository<Movie>;
  readonly authors: CatalogueRepository<Author>;
  /** The details of each audit entry of an import. */
  auditEntries(): Promise<readonly unknown[]>;
}

let serial = 0;
export const key = () => {
  serial += 1;
  return String(7_000_000 + serial);
};
export const by = (overrides: Partial<ItemKeys>): ItemKeys => ({
  imdbIds: [],
  sourceIds: [],
  externalIds: [],
  ids: [],
  ...overrides,
});
