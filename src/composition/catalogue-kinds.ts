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
import type { CatalogueRepository } from '../core/catalogue/catalogue-ports.js';
import { catalogueUseCases } from '../core/catalogue/catalogue-use-cases.js';
import type { Columns } from '../core/catalogue/columns.js';
import { type ExportSource, exportItems, exportTitles } from '../core/catalogue/export-items.js';
import type { Keys } from '../core/catalogue/keys.js';
import type { Kind } from '../core/catalogue/kind.js';
import { movie } from '../core/catalogue/movie.js';
import { series } from '../core/catalogue/series.js';
import type { Title } from '../core/catalogue/title.js';
import type { CatalogueImport } from '../core/import/catalogue-import.js';
import type { ReadRow, RefusedRow } from '../core/import/import-ports.js';

/** The repositories of the catalogue, one for each kind, and what exports of it come from. */
export interface Catalogue extends ExportSource {
  repository<Draft extends object>(kind: Kind<Draft>): CatalogueRepository<Draft>;
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
  /** @param signal see `CatalogueImport.run` */
  import(
    into: CatalogueImport,
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
    const use = catalogueUseCases(kind, catalogue.repository(kind));
    const exporting = { row: exportedItemSchema(kind, body), items: exportItems(kind, catalogue) };
    return catalogueRoutes(kind, body, use, { ...settings, exporting });
  },
  searched: (catalogue) => {
    const repository = catalogue.repository(kind);
    return searchedKind(kind, body, (text, limit) => repository.search(text, limit));
  },
  import: (into, rows, signal) => into.run(importedKind(kind, body), rows, signal),
});

export const titleRow = <Draft extends Title>(kind: Kind<Draft>, body: Joi.ObjectSchema<Draft>): KindRow => ({
  ...kindRow(kind, body),
  isTitle: true,
  columns: columnsOf(exportedTitleSchema(kind, body)),
  routes: (catalogue, settings) => {
    const use = catalogueUseCases(kind, catalogue.repository(kind));
    const authors = authorship(kind, catalogue.repository(kind), catalogue.repository(author));
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
