import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ImportableKind, MappingReport } from '../../../../src/adapters/import/import-source.js';
import type { SourceTable } from '../../../../src/adapters/import/mapping/known-source.js';
import { openSource, type SourceOptions } from '../../../../src/adapters/import/open-source.js';
import { hasNoIds, otherIds } from '../../../../src/core/catalogue/external-ids.js';
import type { AnyKeys, Keys } from '../../../../src/core/catalogue/keys.js';
import type { ImportedKind } from '../../../../src/core/import/imported-kind.js';
import { normalizedFields } from '../../../../src/core/import/normalized-fields.js';
import { firstItems } from '../../../support/first-items.js';
import { inFolder } from '../files/reading.js';
import { aCatalogue, anImport, importedAuthors, importedMovies, importedSeries } from '../importing.js';

const importable = <Draft extends Keys>(imported: ImportedKind<Draft>): ImportableKind => ({
  plural: imported.kind.plural,
  namedBy: imported.kind.namedBy,
  columns: imported.columns,
  normalized: (fields, labels) => normalizedFields(imported.columns, fields, labels),
  import: (into, rows, signal, labels) => into.run(imported, rows, signal, labels),
});
const kinds = [importable(importedAuthors), importable(importedMovies), importable(importedSeries)];

/** What an import of files did. Items have only the fields that have a value, and in `externalIds` those without one. */
export interface Imported {
  readonly movies: readonly Readonly<Record<string, unknown>>[];
  readonly series: readonly Readonly<Record<string, unknown>>[];
  readonly authors: readonly string[];
  /** The line of each rejected row, with its messages. */
  readonly rejected: readonly string[];
  readonly types: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, number>>;
  readonly skipped: readonly string[];
  readonly mappings: readonly MappingReport[];
}

/** Imports a path among files into an empty catalogue. */
export const importFiles = (
  sources: SourceTable,
  files: Readonly<Record<string, string | Buffer>>,
  path = Object.keys(files)[0] ?? '',
  options: SourceOptions & { readonly isLenient?: boolean } = {},
): Promise<Imported> =>
  inFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const catalogue = aCatalogue();
    const { into, refused } = anImport(catalogue.transactions, options.isLenient);
    const known = { folders: [], sources };
    const noKind = () => {
      throw new Error('not used');
    };
    const source = await openSource(
      join(folder, path),
      options,
      { kinds, kindNamed: noKind, validAuthor: noKind },
      known,
    ).catch((error: Error) => {
      error.message = error.message.replaceAll(`${folder}/`, '').replaceAll(folder, 'folder');
      throw error;
    });
    await source.importInto(into, undefined as never, new AbortController().signal);
    const authors = await catalogue.everyAuthor();
    const nameOf = new Map(authors.map(({ id, name }) => [id, name]));
    const short = (items: readonly object[]) =>
      items.map((item) => {
        const {
          id: _id,
          version: _v,
          createdAt: _c,
          updatedAt: _u,
          authorId,
          ...fields
        } = item as never as {
          readonly [name: string]: unknown;
        };
        const externalIds = otherIds(item as AnyKeys);
        const given = Object.entries({
          ...fields,
          externalIds: hasNoIds(externalIds) ? undefined : externalIds,
          author: nameOf.get(authorId as number),
        }).filter(
          ([, value]) =>
            value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
        );
        return Object.fromEntries(given);
      });
    return {
      movies: short(await catalogue.everyMovie()),
      series: short((await catalogue.series.list(firstItems(1_000))).items),
      authors: authors.map(({ name }) => name),
      rejected: refused.map(
        ({ place, violations }) =>
          `${place.line} ${violations.map(({ pointer, message }) => `${pointer} ${message}`).join('; ')}`,
      ),
      types: Object.fromEntries(into.leftOut.types),
      labels: Object.fromEntries(into.leftOut.labels),
      skipped: source.leftOut,
      mappings: source.mappings,
    };
  });
