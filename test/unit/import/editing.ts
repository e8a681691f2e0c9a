import { linesOfKept } from '../../../src/commands/kept.js';
import type { Keys } from '../../../src/core/catalogue/keys.js';
import type { ImportedKind } from '../../../src/core/import/imported-kind.js';
import type { Replacing } from '../../../src/core/import/kept-fields.js';
import type { MemoryCatalogueRepository } from '../../support/fakes/memory-catalogue-repository.js';
import { aCatalogue, anImport, chunksOf, importedMovies, rowsOf } from './importing.js';

/** An empty catalogue, and functions that import rows into it. */
export const aWorld = () => {
  const catalogue = aCatalogue();
  const importOf =
    <Draft extends Keys>(kind: ImportedKind<Draft>, replacing?: Replacing) =>
    async (...rows: readonly object[]) => {
      const { into, refused } = anImport(catalogue.transactions, false, replacing);
      await into.run(kind, chunksOf(rowsOf(...rows), 2));
      const { created, changed, unchanged } = into.counts[kind.kind.plural] ?? {};
      const messages = refused.flatMap(({ violations }) => violations.map(({ message }) => message));
      return { counts: [created, changed, unchanged], messages, kept: linesOfKept(into.kept) };
    };
  return { ...catalogue, importOf, importMovies: importOf(importedMovies) };
};

/** Stores an item as an import does, and then changes it as a person does. */
export const edited = async <Draft extends object>(
  items: MemoryCatalogueRepository<Draft>,
  draft: Draft,
  change: Partial<Draft>,
) => {
  const { id } = await items.add(draft);
  const item = await items.change(id, (current) => ({ ...current, ...change }));
  return item as NonNullable<typeof item>;
};

export const oneKept = '1 field kept that was edited by hand; --overwrite replaces it';
