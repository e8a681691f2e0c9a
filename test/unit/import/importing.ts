import type Joi from 'joi';
import { authorBody } from '../../../src/adapters/http/catalogue/author-schema.js';
import { columnsOf, exportedSchema } from '../../../src/adapters/http/catalogue/exported-schema.js';
import { movieBody } from '../../../src/adapters/http/catalogue/movie-schema.js';
import { patchSchema } from '../../../src/adapters/http/catalogue/patch-schema.js';
import { seriesBody } from '../../../src/adapters/http/catalogue/series-schema.js';
import { bodyValidator } from '../../../src/adapters/http/validation.js';
import { PlaceFile } from '../../../src/adapters/import/place-file.js';
import { author } from '../../../src/core/catalogue/author.js';
import type { Keys } from '../../../src/core/catalogue/keys.js';
import type { Item } from '../../../src/core/catalogue/kind.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { series } from '../../../src/core/catalogue/series.js';
import { CatalogueImport, type ImportSettings } from '../../../src/core/import/catalogue-import.js';
import { EarlyValidation } from '../../../src/core/import/early-validation.js';
import { importBatch } from '../../../src/core/import/import-batch.js';
import type { ReadRow, RejectedRow } from '../../../src/core/import/import-row.js';
import type { ImportUnitOfWork } from '../../../src/core/import/import-unit-of-work.js';
import type { ImportedKind, ImportedReference } from '../../../src/core/import/imported-kind.js';
import type { Replacing } from '../../../src/core/import/kept-fields.js';
import {
  type MemoryCatalogueRepository,
  memoryCatalogue,
} from '../../support/fakes/memory-catalogue-repository.js';
import { MemoryImport } from '../../support/fakes/memory-import.js';
import { firstItems } from '../../support/first-items.js';

const validAuthor = bodyValidator(authorBody);
const validators = <Draft extends object>(body: Joi.ObjectSchema<Draft>) => ({
  valid: bodyValidator(body),
  validPatch: bodyValidator(patchSchema(body)),
});
const references: readonly ImportedReference[] = [
  {
    reference: { field: 'authorId', to: 'authors' },
    to: author,
    create: (name, keys) => validAuthor({ name, ...keys }),
  },
];
export const importedAuthors = {
  kind: author,
  columns: columnsOf(exportedSchema(author, authorBody, [])),
  references: [],
  ...validators(authorBody),
};
export const importedMovies = {
  kind: movie,
  columns: columnsOf(exportedSchema(movie, movieBody, references)),
  references,
  ...validators(movieBody),
};
export const importedSeries = {
  kind: series,
  columns: columnsOf(exportedSchema(series, seriesBody, references)),
  references,
  ...validators(seriesBody),
};

export const installation = '00000000-0000-4000-8000-000000000001';

/** The same transactions, with work before and after each of them. */
export const withHooks = (
  inner: ImportUnitOfWork,
  { before = () => {}, after = () => {} }: { before?: () => void; after?: () => void },
): ImportUnitOfWork => ({
  waitForInvalidation: async () => {},
  runStep: async (work) => {
    before();
    const result = await inner.runStep(work);
    after();
    return result;
  },
});

/** Rows of one file, in consecutive lines. */
export const rowsOf = (...all: readonly object[]): ReadRow[] =>
  all.map((fields, i) => ({ place: { file: 'file', line: i + 1 }, fields: { ...fields } }));

/** Makes `add` store items as an import does: nobody has edited them. */
const addUnedited = <Draft extends object>(items: MemoryCatalogueRepository<Draft>) => {
  items.add = async (draft) => {
    const [id] = await items.addAll([draft]);
    return (await items.find(id as number)) as Item<Draft>;
  };
};

/** An empty catalogue, and shorthands to import into it. */
export const aCatalogue = () => {
  const catalogue = memoryCatalogue();
  addUnedited(catalogue.authors);
  addUnedited(catalogue.movies);
  addUnedited(catalogue.series);
  const transactions = new MemoryImport(catalogue);
  const batchOf = <Draft extends Keys>(
    kind: ImportedKind<Draft>,
    rows: readonly ReadRow[],
    early = new EarlyValidation(kind),
    places = new PlaceFile(),
  ) =>
    transactions.runStep((transaction) =>
      importBatch(kind, rows, transaction, { installation, early, places }),
    );
  const batch = <Draft extends Keys>(kind: ImportedKind<Draft>, ...rows: readonly object[]) =>
    batchOf(kind, rowsOf(...rows));
  const all = firstItems(1_000);
  return {
    ...catalogue,
    transactions,
    batchOf,
    batch,
    /** The line of each rejected row, and the pointers and codes of its violations. */
    refusals: async <Draft extends Keys>(kind: ImportedKind<Draft>, ...rows: readonly object[]) =>
      (await batch(kind, ...rows)).rejected.map(({ place, violations }) => [
        place.line,
        ...violations.map(({ pointer, code }) => `${pointer} ${code}`),
      ]),
    counts: async <Draft extends Keys>(kind: ImportedKind<Draft>, ...rows: readonly object[]) => {
      const { created, changed, unchanged, rejected, authors } = await batch(kind, ...rows);
      return [created, changed, unchanged, rejected.length, authors];
    },
    everyMovie: async () => (await catalogue.movies.list(all)).items,
    everyAuthor: async () => (await catalogue.authors.list(all)).items,
  };
};

export async function* chunksOf<T>(all: readonly T[], size: number) {
  for (let i = 0; i < all.length; i += size) yield all.slice(i, i + size);
}

/** An import, the rows that it rejected, and its pauses in milliseconds. */
export const anImport = (
  unitOfWork: ImportUnitOfWork,
  isLenient = false,
  replacing?: Replacing,
  more: Partial<ImportSettings> = {},
) => {
  const refused: RejectedRow[] = [];
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  const into = new CatalogueImport({
    unitOfWork,
    installation,
    pause,
    places: new PlaceFile(),
    source: { files: ['f'] },
    isLenient,
    replacing,
    onRejected: (rows) => refused.push(...rows),
    ...more,
  });
  return { into, refused, pauses };
};

/** The line of each rejected row, and its violations. */
export const refusalsOf = ({ refused }: ReturnType<typeof anImport>) =>
  refused.map(({ place, violations }) => [
    place.line,
    ...violations.map(({ pointer, message, code }) => `${pointer} ${message} (${code})`),
  ]);

export const titles = (count: number) =>
  rowsOf(...Array.from({ length: count }, (_, i) => ({ title: `${i}`, sourceId: `${i}` })));
