import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Genre } from '../../../core/catalogue/genre.js';
import type { ReadRow } from '../../../core/import/import-row.js';
import { knownPeople } from './known-people.js';

/** The fields of a row of `data/movies.json` that we read. Titles like 1941 are numbers. */
interface Film {
  readonly Title: string | number | null;
  /** Like `Dec 14 1979`. */
  readonly 'Release Date': string;
  readonly 'Running Time min': number | null;
  readonly 'Major Genre': string | null;
  readonly 'Creative Type': string | null;
  readonly Director: string | null;
}

const byMajorGenre: Readonly<Record<string, readonly Genre[]>> = {
  Action: ['action'],
  Adventure: ['adventure'],
  'Black Comedy': ['comedy'],
  Comedy: ['comedy'],
  'Concert/Performance': ['music'],
  Documentary: ['documentary'],
  Drama: ['drama'],
  Horror: ['horror'],
  Musical: ['musical'],
  'Romantic Comedy': ['romance', 'comedy'],
  'Thriller/Suspense': ['thriller'],
  Western: ['western'],
};

/** The other creative types say where a story comes from or when it takes place, which implies no genre. */
const byCreativeType: Readonly<Record<string, readonly Genre[]>> = {
  Fantasy: ['fantasy'],
  'Kids Fiction': ['family'],
  'Science Fiction': ['sci-fi'],
};

const genresOf = (film: Film): Genre[] => [
  ...(byMajorGenre[film['Major Genre'] ?? ''] ?? []),
  ...(byCreativeType[film['Creative Type'] ?? ''] ?? []),
];

// The data is from 2010 and announces films up to December 2011. Later years are two-digit years in the wrong century (a
// film of 1927 in 2027). December 31, 1969 is Unix time 0 in a time zone west of Greenwich: an unknown date. Both are null.
const releaseYearOf = ({ 'Release Date': date }: Film): number | null => {
  const year = Number(/ (\d{4})$/.exec(date)?.[1]);
  return year >= 1870 && year <= 2011 && date !== 'Dec 31 1969' ? year : null;
};

const runtimeOf = ({ 'Running Time min': minutes }: Film): number | null =>
  minutes !== null && Number.isInteger(minutes) && minutes >= 1 && minutes <= 100_000 ? minutes : null;

/** The names of people that the data spells in another way than the rest of the sample. */
const spelling = new Map(knownPeople.map(({ fields: { name }, otherName }) => [otherName, name]));

const toRow = (film: Film, i: number): ReadRow[] => {
  const title = String(film.Title ?? '').trim();
  if (title === '') return [];
  const [releaseYear, director] = [releaseYearOf(film), film.Director?.trim() || null];
  const sourceId = `sample/${[title, releaseYear ?? '?', director ?? '?'].join('/')}`;
  const fields = {
    sourceId,
    title,
    releaseYear,
    runtimeMinutes: runtimeOf(film),
    genres: genresOf(film),
    author: spelling.get(director ?? '') ?? director,
  };
  return [{ place: { file: 'movies.json', line: i + 1 }, fields }];
};

const pathOfFilms = (from: string): string => {
  try {
    // The package exports only `build/index.js`; the data is in a folder next to `build`.
    const entry = createRequire(from).resolve('vega-datasets');
    return join(dirname(entry), '..', 'data', 'movies.json');
  } catch (cause) {
    throw new Error(
      'The sample films need the development dependencies: run "npm install" (vega-datasets is missing).',
      {
        cause,
      },
    );
  }
};

/**
 * The films of the package vega-datasets that have a title, as rows of an import, each with its director as the author.
 * They are read from the package, since the file has no stated licence under which we could copy it.
 *
 * @param from the URL of the module whose `node_modules` are searched
 * @throws Error if the package, a development dependency, is not installed
 */
export const vegaFilms = async (from: string = import.meta.url): Promise<ReadRow[]> => {
  const films: Film[] = JSON.parse(await readFile(pathOfFilms(from), 'utf8'));
  // Of repeated films, the first one is used: an import rejects a second row about an item.
  const rows = new Map<unknown, ReadRow>();
  for (const row of films.flatMap(toRow))
    if (!rows.has(row.fields.sourceId)) rows.set(row.fields.sourceId, row);
  return [...rows.values()];
};
