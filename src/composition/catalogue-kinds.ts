import type Joi from 'joi';
import { authorBody } from '../adapters/http/catalogue/author-schema.js';
import { bulkPlans, bulkRoute } from '../adapters/http/catalogue/bulk-route.js';
import { type CatalogueRouteSettings, catalogueRoutes } from '../adapters/http/catalogue/catalogue-routes.js';
import { duplicatesRoute } from '../adapters/http/catalogue/duplicates-route.js';
import { columnsOf, exportedSchema } from '../adapters/http/catalogue/exported-schema.js';
import { historyRoute } from '../adapters/http/catalogue/history-route.js';
import { mergeRoute } from '../adapters/http/catalogue/merge-route.js';
import { movieBody } from '../adapters/http/catalogue/movie-schema.js';
import { embeddingOf, nestedRoutes } from '../adapters/http/catalogue/nested-routes.js';
import { patchSchema } from '../adapters/http/catalogue/patch-schema.js';
import { type SearchedKind, searchedKind } from '../adapters/http/catalogue/search-routes.js';
import { seriesBody } from '../adapters/http/catalogue/series-schema.js';
import { syncRoute } from '../adapters/http/catalogue/sync-route.js';
import { yearsRoute } from '../adapters/http/catalogue/years-route.js';
import type { AnyRoute } from '../adapters/http/route.js';
import { membersOf } from '../adapters/http/shape.js';
import { bodyValidator } from '../adapters/http/validation.js';
import type { ImportableKind } from '../adapters/import/import-source.js';
import { author } from '../core/catalogue/author.js';
import { bulkChanges } from '../core/catalogue/bulk-changes.js';
import type { CatalogueReader } from '../core/catalogue/catalogue-reader.js';
import type { CatalogueSync } from '../core/catalogue/catalogue-sync.js';
import { catalogueUseCases } from '../core/catalogue/catalogue-use-cases.js';
import { type Duplicates, hasReleaseYear } from '../core/catalogue/duplicates.js';
import { type ExportSource, exportItems } from '../core/catalogue/export-items.js';
import type { ResolvedReference } from '../core/catalogue/exported.js';
import { type ItemHistory, readHistory } from '../core/catalogue/item-history.js';
import type { Keys } from '../core/catalogue/keys.js';
import type { AnyKind, Kind } from '../core/catalogue/kind.js';
import { mergeItems } from '../core/catalogue/merge-items.js';
import { movie } from '../core/catalogue/movie.js';
import { kindOf, referenceUseCases, referrersOf } from '../core/catalogue/references.js';
import { series } from '../core/catalogue/series.js';
import type { YearCounts } from '../core/catalogue/year-counts.js';
import type { ImportedReference } from '../core/import/imported-kind.js';
import { normalizedFields } from '../core/import/normalized-fields.js';
import type { Repositories } from '../core/repositories.js';
import type { UnitOfWork } from '../core/shared/unit-of-work.js';

/** The reads and writes of the catalogue, and the source of its exports. */
export interface Catalogue extends ExportSource {
  reader<Draft extends object>(kind: Kind<Draft> | AnyKind): CatalogueReader<Draft>;
  duplicates<Draft extends object>(kind: Kind<Draft>): Duplicates<Draft>;
  years(kind: AnyKind): YearCounts;
  readonly history: ItemHistory;
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly sync: CatalogueSync;
}

/** An entry of `catalogueKinds`: a kind with everything that the service derives from it. */
export interface KindRow extends AnyKind {
  readonly body: Joi.ObjectSchema;
  routes(catalogue: Catalogue, settings: CatalogueRouteSettings, kinds: readonly KindRow[]): AnyRoute[];
  searched(catalogue: Catalogue): SearchedKind;
  importable(kinds: readonly KindRow[]): ImportableKind;
}

export const validAuthor = bodyValidator(authorBody);

/** Imports create missing authors, since files often have only their names. Items of any other kind must exist. */
const importedReference = ({ reference, to }: ResolvedReference): ImportedReference => ({
  reference,
  to,
  ...(to.plural === author.plural && { create: (name, keys) => validAuthor({ name, ...keys }) }),
});

export const kindRow = <Draft extends Keys>(kind: Kind<Draft>, body: Joi.ObjectSchema<Draft>): KindRow => {
  const resolved = (kinds: readonly KindRow[]) =>
    kind.references.map((reference) => ({ reference, to: kindOf(reference.to, kinds) }));
  return {
    ...kind,
    body,
    routes: (catalogue, settings, kinds) => {
      const items = catalogue.reader<Draft>(kind);
      const followed = resolved(kinds).map(({ reference, to }) => ({
        reference,
        to,
        use: referenceUseCases(kind, reference, to, items, catalogue.reader(to)),
      }));
      const exporting = {
        row: exportedSchema(kind, body, followed),
        items: exportItems(kind, followed, catalogue),
      };
      const isReferenced = referrersOf(kind.plural, kinds).length > 0;
      const merge = mergeItems(kind, catalogue.unitOfWork);
      const bulk = bulkChanges(kind, items, catalogue.unitOfWork, bulkPlans(settings.cursors));
      return [
        // These must come before the path of an item, which would take `sync` as an id.
        syncRoute(kind, body, catalogue.sync, settings),
        bulkRoute(kind, body, bulk, isReferenced),
        duplicatesRoute(kind, body, catalogue.duplicates(kind), settings.cursors),
        ...(hasReleaseYear(kind) ? [yearsRoute(kind, body, catalogue.years(kind), settings)] : []),
        ...catalogueRoutes(kind, body, catalogueUseCases(kind, items, catalogue.unitOfWork), {
          ...settings,
          exporting,
          embeddings: followed.map(embeddingOf),
          isReferenced,
        }),
        mergeRoute(kind, body, merge, settings),
        historyRoute(kind, body, readHistory(kind, items, catalogue.history), settings.cursors),
        ...nestedRoutes(kind, body, followed, settings),
      ];
    },
    searched: (catalogue) => {
      const items = catalogue.reader(kind);
      return searchedKind(kind, body, (query) => items.search(query));
    },
    importable: (kinds) => {
      const references = resolved(kinds);
      const columns = columnsOf(exportedSchema(kind, body, references));
      const imported = {
        kind,
        columns,
        references: references.map(importedReference),
        valid: bodyValidator(body),
        validPatch: bodyValidator(patchSchema(body)),
      };
      return {
        plural: kind.plural,
        namedBy: kind.namedBy,
        columns,
        normalized: (fields, labels) => normalizedFields(columns, fields, labels),
        import: (into, rows, signal, labels) => into.run(imported, rows, signal, labels),
      };
    },
  };
};

/** The kinds of the catalogue. A new kind needs a table, a type, a schema, and an entry here. */
export const catalogueKinds: readonly KindRow[] = [
  kindRow(author, authorBody),
  kindRow(movie, movieBody),
  kindRow(series, seriesBody),
];

/** The plural names of the kinds, which are also the names of their tables. */
export const kindTables = catalogueKinds.map(({ plural }) => plural);

export const kindsWithGenres = (kinds: readonly KindRow[]): readonly KindRow[] =>
  kinds.filter(({ body }) => membersOf(body).some(({ key }) => key === 'genres'));

/** @throws Error if there is no such kind */
export const kindNamed = (plural: string): KindRow => kindOf(plural, catalogueKinds);
