import type { Random } from '../history/random.js';
import type { MadeItem, Plural, Row } from './items.js';
import { list, type Shape, table } from './shapes.js';

/** The columns that only this source has, and the values that should be stored because of them. */
interface Extra {
  readonly cells: Row;
  readonly stored?: Readonly<Record<string, unknown>>;
}

/** A site or program, and how it writes items. */
export interface Source {
  /** The name of its file, without the extension. */
  readonly name: string;
  readonly shape: Shape;
  readonly kinds: readonly Plural[];
  /** The columns of the source, by field. Fields without a column are not written. */
  readonly fields: Readonly<Record<string, string>>;
  extra(item: MadeItem, number: number, plural: Plural, random: Random): Extra;
  /** Converts a row, for a source that nests objects. */
  nest?(row: Row, plural: Plural): Row;
}

const imdbId = (number: number) => `tt${9_000_000 + number}`;
const inBrackets = (year: string) => (year === '' ? '' : ` (${year})`);
const yearOf = ({ stored }: MadeItem) => (stored.release_year === null ? '' : String(stored.release_year));
const asNested =
  (ofMovie: string, ofSeries: string) =>
  ({ ids, ...row }: Row, plural: Plural): Row => {
    const name = plural === 'movies' ? ofMovie : ofSeries;
    return { type: name, plays: 3, [name]: { ...row, ids } };
  };

export const sources: readonly Source[] = [
  {
    name: 'watchlist',
    shape: table(',', 'csv', 'utf-8 with BOM', true),
    kinds: ['movies', 'series'],
    fields: { title: 'Title', releaseYear: 'Year', runtimeMinutes: 'Runtime (mins)', genres: 'Genres' },
    extra: (_, number, plural, random) => ({
      cells: {
        Const: random.pick([imdbId(number), ` ${imdbId(number).toUpperCase()}`, `tt0${9_000_000 + number}`]),
        'Title Type': random.pick(plural === 'movies' ? ['Movie', 'tvMovie'] : ['TV Series', 'tvMiniSeries']),
        Description: 'A note',
        'Your Rating': 7,
      },
      stored: { source_id: null, imdb_id: imdbId(number) },
    }),
  },
  {
    name: 'imdb_top_1000',
    shape: table(';', 'CSV', 'utf-8'),
    kinds: ['movies'],
    fields: { title: 'Series_Title', runtimeMinutes: 'Runtime', genres: 'Genre', description: 'Overview' },
    extra: (item) => ({
      cells: { Released_Year: yearOf(item), Star1: 'A', Gross: '28,341,469' },
      stored: {
        release_year: item.stored.release_year,
        source_id: `title:${item.stored.title}${inBrackets(yearOf(item))}`,
      },
    }),
  },
  {
    name: 'ml-movies',
    shape: table(',', 'csv', 'utf-8'),
    kinds: ['movies'],
    fields: { genres: 'genres' },
    extra: (item, number) => ({
      cells: {
        title: `${item.stored.title}${inBrackets(yearOf(item))}`,
        movieId: number,
      },
      stored: {
        release_year: item.stored.release_year,
        source_id: null,
        imdb_id: imdbId(number),
        external_ids: { movielens: `${number}`, tmdb: `${number}` },
      },
    }),
  },
  {
    name: 'tmdb_5000_movies',
    shape: table('\t', 'tsv', 'utf-8'),
    kinds: ['movies'],
    fields: {
      title: 'title',
      releaseYear: 'release_date',
      runtimeMinutes: 'runtime',
      description: 'overview',
    },
    extra: ({ stored }, number, _, random) => ({
      cells: {
        genres: JSON.stringify((stored.genres as readonly string[]).map((name, id) => ({ id, name }))),
        id: random.pick([number, `${number}.0`]),
        vote_average: 7.5,
      },
      stored: { genres: stored.genres, source_id: null, external_ids: { tmdb: `${number}` } },
    }),
  },
  {
    name: 'netflix_titles',
    shape: table(',', 'csv', 'utf-16le'),
    kinds: ['movies', 'series'],
    fields: {
      title: 'title',
      releaseYear: 'release_year',
      runtimeMinutes: 'duration',
      seasons: 'duration',
      genres: 'listed_in',
      description: 'description',
    },
    extra: (_, number, plural) => ({
      cells: { show_id: `s${number}`, type: plural === 'movies' ? 'Movie' : 'TV Show', rating: 'PG-13' },
      stored: { source_id: null, external_ids: { netflix: `s${number}` } },
    }),
  },
  {
    name: 'watched',
    shape: table(',', 'csv', 'utf-8'),
    kinds: ['movies'],
    fields: { title: 'Name', releaseYear: 'Year' },
    extra: (_, number) => {
      const uri = `https://example.org/${number}`;
      return { cells: { Date: '2024-01-01', 'Letterboxd URI': uri }, stored: { source_id: uri } };
    },
  },
  {
    name: 'trakt-history',
    shape: list(undefined),
    kinds: ['movies', 'series'],
    fields: { title: 'title', releaseYear: 'year' },
    extra: (_, number) => ({
      cells: { ids: { trakt: number, tmdb: null, imdb: imdbId(number) } },
      stored: { source_id: null, imdb_id: imdbId(number), external_ids: { trakt: `${number}` } },
    }),
    nest: asNested('movie', 'show'),
  },
  {
    name: 'SimklBackup',
    shape: table(',', 'csv', 'utf-8'),
    kinds: ['movies', 'series'],
    fields: { title: 'Title', releaseYear: 'Year' },
    extra: (_, number, plural) => ({
      cells: {
        SIMKL_ID: number,
        Type: plural === 'movies' ? 'movie' : 'tv',
        Watchlist: 'completed',
        IMDB: imdbId(number),
      },
      stored: { source_id: null, imdb_id: imdbId(number), external_ids: { simkl: `${number}` } },
    }),
  },
  {
    name: '豆瓣',
    shape: table('|', 'txt', 'utf-16be'),
    kinds: ['movies'],
    fields: { title: '电影名称', runtimeMinutes: '片长' },
    extra: (item, number) => ({
      cells: { 年份: yearOf(item) && `${yearOf(item)}(中国大陆)`, 链接: `https://example.org/d${number}` },
      stored: { release_year: item.stored.release_year, source_id: `https://example.org/d${number}` },
    }),
  },
];
