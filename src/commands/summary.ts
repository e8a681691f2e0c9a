import type { Tallies } from '../core/import/catalogue-import.js';

/** Returns the result of an import, one line per kind. */
export const summaryOf = (tallies: Tallies): string =>
  Object.entries(tallies)
    .map(([plural, { created, changed, unchanged, refused, authors }]) => {
      const named =
        authors === 0 ? '' : `, and ${authors} ${authors === 1 ? 'author' : 'authors'} whom they name`;
      return `${plural}: ${created} created, ${changed} changed, ${unchanged} unchanged, ${refused} refused${named}\n`;
    })
    .join('');
