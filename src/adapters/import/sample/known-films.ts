import type { ReadRow } from '../../../core/import/import-row.js';
import { firstFilms } from './first-films.js';
import { furtherFilms } from './further-films.js';
import { listOf, numberOf, tableRows } from './text-table.js';

const toRow = (cells: readonly string[], i: number): ReadRow => {
  const [imdbId = '', title = '', year = '', minutes = '', author = '', genres = '', description = '', key] =
    cells;
  return {
    place: { file: 'known-films', line: i + 1 },
    fields: {
      sourceId: `sample/${key ?? [title, year, author].join('/')}`,
      imdbId,
      title,
      releaseYear: numberOf(year),
      runtimeMinutes: numberOf(minutes),
      genres: listOf(genres),
      author,
      description,
    },
  };
};

/**
 * Well-known films, each with its director as the author, as rows of an import. The facts were compared with public lists,
 * and the descriptions are our own. The columns are imdbId, title, year of release, minutes, director, genres, description,
 * and the end of the sourceId that the film has in `vegaFilms`, if that is not `title/year/director`.
 */
export const knownFilms: readonly ReadRow[] = [...tableRows(firstFilms), ...tableRows(furtherFilms)].map(
  toRow,
);
