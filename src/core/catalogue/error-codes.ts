/** The error codes of items, and of references between them. */
export type CatalogueErrorCode =
  | 'author-has-titles'
  | 'author-not-found'
  | 'external-id-taken'
  | 'imdb-id-taken'
  | 'merged-elsewhere'
  | 'no-author'
  | 'reference-not-found'
  | 'reference-not-set'
  | 'source-id-taken'
  | 'still-referenced'
  | 'sync-token-expired'
  | 'too-many-references';
