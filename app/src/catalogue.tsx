import { createContext, useContext } from 'react';
import type { Kind, OpenApi } from './api/kinds.js';

/** What the OpenAPI document says about the catalogue. */
export interface Catalogue {
  readonly kinds: readonly Kind[];
  readonly document: OpenApi;
}

export const CatalogueContext = createContext<Catalogue>({
  kinds: [],
  document: { paths: {}, components: { schemas: {} } },
});

export const useCatalogue = (): Catalogue => useContext(CatalogueContext);

/** The kind with this plural; undefined if there is none. */
export const useKind = (plural: string | undefined): Kind | undefined =>
  useCatalogue().kinds.find((kind) => kind.plural === plural);
