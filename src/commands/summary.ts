import type { CountsByKind } from '../core/import/import-counts.js';

/** Formats the results of an import, one line per kind. */
export const summaryOf = (counts: CountsByKind): string =>
  Object.entries(counts)
    .map(([plural, { created, changed, unchanged, refused, authors }]) => {
      const createdAuthors =
        authors === 0 ? '' : `, and ${authors} ${authors === 1 ? 'author' : 'authors'} created by name`;
      return `${plural}: ${created} created, ${changed} changed, ${unchanged} unchanged, ${refused} rejected${createdAuthors}\n`;
    })
    .join('');
