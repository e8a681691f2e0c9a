import { type Genre, genres } from '../../../core/catalogue/genre.js';
import type { ImdbRow } from './imdb-tables.js';

type TitleKind = 'movies' | 'series';

/** What a row tells of an item of ours. */
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

/** Theirs are ours with capitals, but for one. Adult, Game-Show and Talk-Show are none of ours. */
const ourGenres: ReadonlyMap<string, Genre> = new Map([
  ...genres.map((genre) => [genre, genre] as const),
  ['reality-tv', 'reality'],
]);

/** A number within bounds. Nonsense, which there is, is as good as nothing: the title is not lost for it. */
const within = (least: number, most: number) => (cell: string | null) => {
  const number = cell !== null && /^-?\d+$/.test(cell) ? Number(cell) : Number.NaN;
  return number >= least && number <= most ? number : null;
};

const releaseYear = within(1870, 2100);
const lifeYear = within(-3000, 2100);
const runtime = within(1, 1500);

/** Lists are separated by commas, without spaces. */
const listed = (cell: string | null): string[] => (cell === null ? [] : cell.split(','));

const genresOf = (cell: string | null): Genre[] =>
  listed(cell).flatMap((name) => ourGenres.get(name.toLowerCase()) ?? []);

/** A row of `title.basics`; undefined when it is no movie or series (an episode, a game, …), or for adults only. */
export const titleOf = (row: ImdbRow<'title.basics'>): ImdbTitle | undefined => {
  const kind = kinds.get(row.titleType);
  if (kind === undefined || row.isAdult === '1') return undefined;
  const began = releaseYear(row.startYear);
  const shared = {
    title: row.primaryTitle?.trim() ?? null,
    releaseYear: began,
    genres: genresOf(row.genres),
    imdbId: row.tconst,
  };
  if (kind === 'movies') return { kind, fields: { ...shared, runtimeMinutes: runtime(row.runtimeMinutes) } };
  const ended = releaseYear(row.endYear);
  const isBackwards = began !== null && ended !== null && ended < began;
  return { kind, fields: { ...shared, endYear: isBackwards ? null : ended } };
};

/** A row of `name.basics`. Of a death before the birth nobody knows which is wrong: neither is told. */
export const authorOf = (row: ImdbRow<'name.basics'>): Readonly<Record<string, unknown>> => {
  const [born, died] = [lifeYear(row.birthYear), lifeYear(row.deathYear)];
  const isBackwards = born !== null && died !== null && died < born;
  return {
    name: row.primaryName?.trim() ?? null,
    birthYear: isBackwards ? null : born,
    deathYear: isBackwards ? null : died,
    imdbId: row.nconst,
  };
};

/**
 * Who made a title by its row of `title.crew`, as `nm` and digits: a movie its first director, a series its first
 * writer (the creators of series are among their writers); where there is none, the other.
 */
export const authorIdOf = (
  kind: TitleKind,
  { directors, writers }: ImdbRow<'title.crew'>,
): string | undefined => {
  const [first, second] = kind === 'movies' ? [directors, writers] : [writers, directors];
  return listed(first)[0] ?? listed(second)[0];
};
