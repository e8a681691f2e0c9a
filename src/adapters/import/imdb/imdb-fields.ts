import type { GenreLabels } from '../../../core/import/genre-labels.js';
import type { ImdbRow } from './imdb-tables.js';

type TitleKind = 'movies' | 'series';

/** A title as fields of the API, with IMDb's genres. */
export interface ImdbTitle {
  readonly kind: TitleKind;
  readonly fields: Readonly<Record<string, unknown>>;
}

const kinds: ReadonlyMap<string | null, TitleKind> = new Map([
  ['movie', 'movies'],
  ['tvMovie', 'movies'],
  ['tvSeries', 'series'],
  ['tvMiniSeries', 'series'],
]);

/** IMDb's labels that are not genres of the API. */
export const imdbGenres: GenreLabels = { Adult: [], 'Game-Show': [], 'Talk-Show': [] };

/** A number within bounds, else null: a title with an absurd year is imported without it. */
const within = (min: number, max: number) => (cell: string | null) => {
  const number = cell !== null && /^-?\d+$/.test(cell) ? Number(cell) : Number.NaN;
  return number >= min && number <= max ? number : null;
};

const releaseYear = within(1870, 2100);
const lifeYear = within(-3000, 2100);
const runtime = within(1, 100_000);

/** Values are separated by commas, without spaces. */
const listed = (cell: string | null): string[] => (cell === null ? [] : cell.split(','));

/** A row of `title.basics`; undefined if it is not a movie or series (but an episode, a game, …), or for adults only. */
export const titleOf = (row: ImdbRow<'title.basics'>): ImdbTitle | undefined => {
  const kind = kinds.get(row.titleType);
  if (kind === undefined || row.isAdult === '1') return undefined;
  const start = releaseYear(row.startYear);
  const shared = {
    title: row.primaryTitle?.trim() ?? null,
    releaseYear: start,
    genres: listed(row.genres),
    imdbId: row.tconst,
  };
  if (kind === 'movies') return { kind, fields: { ...shared, runtimeMinutes: runtime(row.runtimeMinutes) } };
  const end = releaseYear(row.endYear);
  const isReversed = start !== null && end !== null && end < start;
  return { kind, fields: { ...shared, endYear: isReversed ? null : end } };
};

/** Why `titleOf` has no title for a row. */
export const typeOf = ({ titleType, isAdult }: ImdbRow<'title.basics'>): string =>
  kinds.has(titleType) && isAdult === '1' ? 'for adults' : (titleType ?? 'without a type');

/** A row of `name.basics`. If the death is before the birth, both years are dropped. */
export const authorOf = (row: ImdbRow<'name.basics'>): Readonly<Record<string, unknown>> => {
  const [born, died] = [lifeYear(row.birthYear), lifeYear(row.deathYear)];
  const isReversed = born !== null && died !== null && died < born;
  return {
    name: row.primaryName?.trim() ?? null,
    birthYear: isReversed ? null : born,
    deathYear: isReversed ? null : died,
    imdbId: row.nconst,
  };
};

/**
 * The id of a title's author, from its row of `title.crew`: the first director of a movie, the first writer of a series
 * (IMDb lists the creators of series among the writers), else the first of the other.
 */
export const authorIdOf = (
  kind: TitleKind,
  { directors, writers }: ImdbRow<'title.crew'>,
): string | undefined => {
  const [first, second] = kind === 'movies' ? [directors, writers] : [writers, directors];
  return listed(first)[0] ?? listed(second)[0];
};
