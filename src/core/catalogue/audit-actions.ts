/** The audit actions of a kind: `movie.created`. */
export type CatalogueAuditAction = `${string}.${'created' | 'changed' | 'removed' | 'merged'}`;
