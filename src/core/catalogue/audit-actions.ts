/** The audit actions of every kind: `movie.created`. An action of one kind only is added as a whole: `| 'movie.…'`. */
export type CatalogueAuditAction = `${string}.${'created' | 'changed' | 'removed' | 'merged'}`;
