import type Joi from 'joi';
import { authorBody } from '../adapters/http/catalogue/author-schema.js';
import {
  type CatalogueRouteSettings,
  catalogueRoutes,
  patchSchema,
} from '../adapters/http/catalogue/catalogue-routes.js';
import { columnsOf, exportedSchema } from '../adapters/http/catalogue/exported-schema.js';
import { movieBody } from '../adapters/http/catalogue/movie-schema.js';
import { embeddingOf, nestedRoutes } from '../adapters/http/catalogue/nested-routes.js';
import { type SearchedKind, searchedKind } from '../adapters/http/catalogue/search-routes.js';
import { seriesBody } from '../adapters/http/catalogue/series-schema.js';
import type { AnyRoute } from '../adapters/http/route.js';
import { bodyValidator } from '../adapters/http/validation.js';
import { author } from '../core/catalogue/author.js';
import type { CatalogueRepository } from '../core/catalogue/catalogue-ports.js';
import { catalogueUseCases } from '../core/catalogue/catalogue-use-cases.js';
import type { Columns } from '../core/catalogue/columns.js';
import { type ExportSource, exportItems } from '../core/catalogue/export-items.js';
import type { ReadRow, RefusedRow } from '../core/catalogue/import-ports.js';
import type { Import } from '../core/catalogue/import-rows.js';
import type { Keys } from '../core/catalogue/keys.js';
import type { AnyKind, Kind } from '../core/catalogue/kind.js';
import { movie } from '../core/catalogue/movie.js';
import { kindOf, referenceUseCases, referrersOf } from '../core/catalogue/references.js';
import { series } from '../core/catalogue/series.js';

/** The repositories of the catalogue, one for each kind, and the source of its exports. */
export interface Catalogue extends ExportSource {
  repository<Draft extends object>(kind: Kind<Draft> | AnyKind): CatalogueRepository<Draft>;
}

/** A row of the table below: a kind without its own types. */
export interface KindRow extends AnyKind {
  readonly body: Joi.ObjectSchema;
  /** The columns of files with its items. @param kinds all kinds, to which it may refer */
  columns(kinds: readonly KindRow[]): Columns;
  routes(catalogue: Catalogue, settings: CatalogueRouteSettings, kinds: readonly KindRow[]): AnyRoute[];
  searched(catalogue: Catalogue): SearchedKind;
  /** @param signal see `Import.run` */
  import(
    into: Import,
    rows: AsyncIterable<readonly (ReadRow | RefusedRow)[]>,
    signal?: AbortSignal,
  ): Promise<void>;
}

export const validAuthor = bodyValidator(authorBody);

export const kindRow = <Draft extends Keys>(kind: Kind<Draft>, body: Joi.ObjectSchema<Draft>): KindRow => {
  const resolved = (kinds: readonly KindRow[]) =>
    kind.references.map((reference) => ({ reference, to: kindOf(reference.to, kinds) }));
  return {
    ...kind,
    body,
    columns: (kinds) => columnsOf(exportedSchema(kind, body, resolved(kinds))),
    routes: (catalogue, settings, kinds) => {
      const items = catalogue.repository(kind);
      const followed = resolved(kinds).map(({ reference, to }) => ({
        reference,
        to,
        use: referenceUseCases(kind, reference, to, items, catalogue.repository(to)),
      }));
      const exporting = {
        row: exportedSchema(kind, body, followed),
        items: exportItems(kind, followed, catalogue),
      };
      return [
        ...catalogueRoutes(kind, body, catalogueUseCases(kind, items), {
          ...settings,
          exporting,
          embeddings: followed.map(embeddingOf),
          isReferenced: referrersOf(kind.plural, kinds).length > 0,
        }),
        ...nestedRoutes(kind, body, followed, settings),
      ];
    },
    searched: (catalogue) => {
      const repository = catalogue.repository(kind);
      return searchedKind(kind, body, (text, limit) => repository.search(text, limit));
    },
    import: (into, rows, signal) =>
      into.run(
        {
          kind,
          valid: bodyValidator(body),
          validPatch: bodyValidator(patchSchema(body)),
          ...(kind.references.some(({ field }) => field === 'authorId') && { validAuthor }),
        },
        rows,
        signal,
      ),
  };
};

/** The kinds of the catalogue. A new kind needs nothing else, once it has a table, a type and a schema. */
export const catalogueKinds: readonly KindRow[] = [
  kindRow(author, authorBody),
  kindRow(movie, movieBody),
  kindRow(series, seriesBody),
];

/** The tables of the kinds. */
export const kindTables = catalogueKinds.map(({ plural }) => plural);

export const kindsWithGenres = (kinds: readonly KindRow[]): readonly KindRow[] =>
  kinds.filter(({ body }) => 'genres' in (body.describe().keys as object));

/** @throws Error when there is no such kind */
export const kindNamed = (plural: string): KindRow => kindOf(plural, catalogueKinds);
