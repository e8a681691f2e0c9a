import type Joi from 'joi';
import { authorBody } from '../adapters/http/catalogue/author-schema.js';
import { authorshipRoutes, embeddedAuthor } from '../adapters/http/catalogue/authorship-routes.js';
import {
  type CatalogueRouteSettings,
  catalogueRoutes,
  patchSchema,
} from '../adapters/http/catalogue/catalogue-routes.js';
import {
  columnsOf,
  exportedItemSchema,
  exportedTitleSchema,
} from '../adapters/http/catalogue/exported-schema.js';
import { movieBody } from '../adapters/http/catalogue/movie-schema.js';
import { type SearchedKind, searchedKind } from '../adapters/http/catalogue/search-routes.js';
import { seriesBody } from '../adapters/http/catalogue/series-schema.js';
import type { AnyRoute } from '../adapters/http/route.js';
import { bodyValidator } from '../adapters/http/validation.js';
import { author } from '../core/catalogue/author.js';
import { authorship } from '../core/catalogue/authorship.js';
import type { CatalogueReader } from '../core/catalogue/catalogue-ports.js';
import { catalogueUseCases } from '../core/catalogue/catalogue-use-cases.js';
import type { Columns } from '../core/catalogue/columns.js';
import { type ExportSource, exportItems, exportTitles } from '../core/catalogue/export-items.js';
import type { Keys } from '../core/catalogue/keys.js';
import type { Kind } from '../core/catalogue/kind.js';
import { movie } from '../core/catalogue/movie.js';
import { series } from '../core/catalogue/series.js';
import type { Title } from '../core/catalogue/title.js';
import type { Import } from '../core/import/catalogue-import.js';
import type { ReadRow, RefusedRow } from '../core/import/import-ports.js';
import type { Repositories } from '../core/repositories.js';
import type { UnitOfWork } from '../core/shared/unit-of-work.js';

/** Where the catalogue is read, written, and exported from. */
export interface Catalogue extends ExportSource {
  reader<Draft extends object>(kind: Kind<Draft>): CatalogueReader<Draft>;
  readonly unitOfWork: UnitOfWork<Repositories>;
}

/** A row of the table below: a kind of which the rest of the world only needs the name and the routes. */
export interface KindRow {
  readonly plural: string;
  /** Whether its items are titles: they have an author and genres. */
  readonly isTitle: boolean;
  /** In which files tell of its items. */
  readonly columns: Columns;
  routes(catalogue: Catalogue, settings: CatalogueRouteSettings): AnyRoute[];
  searched(catalogue: Catalogue): SearchedKind;
  /** @param signal see `Import.run` */
  import(
    into: Import,
    rows: AsyncIterable<readonly (ReadRow | RefusedRow)[]>,
    signal?: AbortSignal,
  ): Promise<void>;
}

export const validAuthor = bodyValidator(authorBody);

const importedKind = <Draft extends Keys>(kind: Kind<Draft>, body: Joi.ObjectSchema<Draft>) => ({
  kind,
  valid: bodyValidator(body),
  validPatch: bodyValidator(patchSchema(body)),
});

const kindRow = <Draft extends Keys>(kind: Kind<Draft>, body: Joi.ObjectSchema<Draft>): KindRow => ({
  plural: kind.plural,
  isTitle: false,
  columns: columnsOf(exportedItemSchema(kind, body)),
  routes: (catalogue, settings) => {
    const use = catalogueUseCases(kind, catalogue.reader(kind), catalogue.unitOfWork);
    const exporting = { row: exportedItemSchema(kind, body), items: exportItems(kind, catalogue) };
    return catalogueRoutes(kind, body, use, { ...settings, exporting });
  },
  searched: (catalogue) => {
    const items = catalogue.reader(kind);
    return searchedKind(kind, body, (text, limit) => items.search(text, limit));
  },
  import: (into, rows, signal) => into.run(importedKind(kind, body), rows, signal),
});

export const titleRow = <Draft extends Title>(kind: Kind<Draft>, body: Joi.ObjectSchema<Draft>): KindRow => ({
  ...kindRow(kind, body),
  isTitle: true,
  columns: columnsOf(exportedTitleSchema(kind, body)),
  routes: (catalogue, settings) => {
    const use = catalogueUseCases(kind, catalogue.reader(kind), catalogue.unitOfWork);
    const authors = authorship(kind, catalogue.reader(kind), catalogue.reader(author));
    const embedding = embeddedAuthor(authors);
    const exporting = { row: exportedTitleSchema(kind, body), items: exportTitles(kind, catalogue) };
    return [
      ...catalogueRoutes(kind, body, use, { ...settings, exporting, embedding }),
      ...authorshipRoutes(kind, body, authors, { ...settings, embedding }),
    ];
  },
  import: (into, rows, signal) => into.run({ ...importedKind(kind, body), validAuthor }, rows, signal),
});

/** The kinds of the catalogue: all there is to do for a new one, once it has a table, a type and a schema. */
export const catalogueKinds: readonly KindRow[] = [
  kindRow(author, authorBody),
  titleRow(movie, movieBody),
  titleRow(series, seriesBody),
];

/** @throws Error when there is no such kind */
export const kindNamed = (plural: string): KindRow => {
  const found = catalogueKinds.find((kind) => kind.plural === plural);
  if (found === undefined) throw new Error(`there is no kind ${plural}`);
  return found;
};
