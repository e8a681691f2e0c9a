import type { Column, Columns, Notation } from '../catalogue/columns.js';
import { type Genre, genres } from '../catalogue/genre.js';
import type { Violation } from '../shared/errors.js';
import type { GenreReader } from './genre-labels.js';
import type { ReadRow } from './import-row.js';
import { listIn, mapIn } from './list-text.js';
import { readEpisodes, readMinutes, readNumber, readSeasons, readYear } from './number-text.js';
import { readOnlyFields, shown, violation, without } from './row-fields.js';

/** Returns the value as the API has it. If it cannot be read, adds a violation and returns it unchanged. */
type Reader = (value: unknown, field: string, unreadable: Violation[]) => unknown;

/** What programs write for a missing number or IMDb id. */
const missing = /^(?:\\n|nan|n\/a|na|<na>|#n\/a|null|none|-|–|—|\?+)$/i;
/** MySQL, Postgres and IMDb write it for any missing value. */
const nullMark = '\\N';
/** Longer text is not read as a number. */
const maxNumberText = 60;
/** Maximum violations of a list, as in a response of the API. */
const maxViolations = 100;

/**
 * Removes spaces around a text, no-break spaces too. Optional texts may be ids, which are numbers in some JSON files.
 */
const textReader =
  (isNullable: boolean): Reader =>
  (value) => {
    if (isNullable && typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    if (typeof value !== 'string') return value;
    const text = value.trim();
    return isNullable && (text === '' || text === nullMark) ? null : text;
  };

/** The address of a page about a title or person. */
const imdbPage = /^(?:https?:\/\/)?(?:www\.|m\.)?imdb\.com\/(?:title|name)\/((?:tt|nm)\d+)(?:[/?#].*)?$/i;

/** The canonical form has at least seven digits, filled up with leading zeros. A shorter id has lost digits: it stays. */
const canonicalImdbId = (text: string): string => {
  const id = imdbPage.exec(text)?.[1] ?? text;
  const [, prefix = '', digits = ''] = /^(tt|nm)0*(\d{7,})$/i.exec(id) ?? [];
  return prefix === '' ? id : prefix.toLowerCase() + digits;
};

export const readOptionalText: Reader = textReader(true);

export const readImdbId: Reader = (value) => {
  if (typeof value !== 'string') return value;
  const id = value.trim();
  return /^0*$/.test(id) || missing.test(id) ? null : canonicalImdbId(id);
};

const numberReader =
  (read: (text: string) => number | undefined, what: string, isNullable: boolean): Reader =>
  (value, field, unreadable) => {
    if (typeof value !== 'string') return value;
    const text = value.trim();
    if (isNullable && (text === '' || missing.test(text))) return null;
    const number = text.length > maxNumberText ? undefined : read(text);
    if (number === undefined)
      unreadable.push(violation(field, `${shown(value)} is not ${what}`, 'unreadable'));
    return number ?? value;
  };

/** TMDB and others write 0 for an unknown runtime: no film has 0 minutes. */
const readRuntime =
  (read: Reader): Reader =>
  (...given) => {
    const minutes = read(...given);
    return minutes === 0 ? null : minutes;
  };

const genreSet: ReadonlySet<unknown> = new Set(genres);
/** Whether a list is as the API has it. Stops at the first repeated or unknown genre: a long list takes no longer. */
const areDistinctGenres = (list: readonly unknown[]): boolean =>
  list.every((genre, i) => genreSet.has(genre) && list.indexOf(genre) === i);

/** Whether an object is like those of TMDB: `{"id": 18, "name": "Drama"}`. */
const isNamed = (value: unknown): value is { readonly name: string } =>
  typeof (value as { readonly name?: unknown } | null)?.name === 'string';

const labelsIn = (value: unknown): readonly unknown[] | undefined => {
  if (value === null) return [];
  if (typeof value === 'string') return missing.test(value.trim()) ? [] : labelsIn(listIn(value));
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((one) => {
    const label: unknown = isNamed(one) ? one.name : one;
    if (typeof label !== 'string') return [label];
    const text = label.trim();
    return text === '' || missing.test(text) ? [] : text;
  });
};

const genreReader =
  (labels: GenreReader, onLeftOut: (label: string) => void): Reader =>
  (value, field, unreadable) => {
    if (Array.isArray(value) && areDistinctGenres(value)) return value;
    const given = labelsIn(value);
    if (given === undefined || given.length > 1_000) return value;
    const [found, read] = [new Set<unknown>(), [] as unknown[]];
    let violations = 0;
    const add = (genre: unknown) => {
      if (!found.has(genre)) read.push(genre);
      found.add(genre);
    };
    for (const label of given) {
      const known: readonly Genre[] | undefined =
        typeof label === 'string' ? labels.genresOf(label) : undefined;
      for (const genre of known ?? []) add(genre);
      if (known?.length === 0) onLeftOut(label as string);
      if (known !== undefined || found.has(label)) continue;
      if (violations < maxViolations)
        unreadable.push(violation(`${field}/${read.length}`, `${shown(label)} is not a genre`, unknownGenre));
      violations += 1;
      add(label);
    }
    return read;
  };

/** The code of a violation for an unknown label. */
export const unknownGenre = 'unknown-genre';

const numbers: Partial<Readonly<Record<Notation, readonly [typeof readNumber, what: string]>>> = {
  year: [readYear, 'a year'],
  minutes: [readMinutes, 'a number of minutes, such as 142 or "2h 22m"'],
  seasons: [readSeasons, 'a number of seasons'],
  episodes: [readEpisodes, 'a number of episodes'],
};

const readerOf = ({ type, isNullable, notation }: Column, readGenres: Reader): Reader => {
  if (notation === 'genres') return readGenres;
  if (notation === 'imdbId') return readImdbId;
  if (type === 'text') return textReader(isNullable);
  if (type === 'list') return (value) => value;
  if (type === 'map') return (value) => (typeof value === 'string' ? mapIn(value) : value);
  const [read, what] = (notation && numbers[notation]) ?? [readNumber, 'a whole number'];
  const reader = numberReader(read, what, isNullable);
  return notation === 'minutes' && isNullable ? readRuntime(reader) : reader;
};

/** Options of `rowNormalizer`. */
export interface Normalizing {
  /** Reads the genre labels of the source. */
  readonly genres: GenreReader;
  /** Called with each label that is not a genre in the source. */
  readonly onLabelLeftOut: (label: string) => void;
}

/**
 * Returns a function that converts the values of a row from the notations of files to those of the API. Values that
 * need no change stay the same objects. Those that cannot be read stay, too, and are listed in `unreadable`.
 *
 * A row with `updatedAt` comes from an export. Its optional texts and its keys are stored exactly: spaces around a
 * description may be intended, and an older id may have a form that new ids do not have.
 */
export const rowNormalizer = (
  columns: Columns,
  { genres: labels, onLabelLeftOut }: Normalizing,
): ((row: ReadRow) => ReadRow) => {
  const readGenres = genreReader(labels, onLabelLeftOut);
  const readers = new Map(
    Object.entries(without(columns, readOnlyFields) as Columns).map(([name, column]) => {
      const isExact = column.type === 'text' && column.isNullable;
      return [name, { isExact, read: readerOf(column, readGenres) }] as const;
    }),
  );
  return (row) => {
    let fields: Record<string, unknown> | undefined;
    const unreadable: Violation[] = [];
    const isExport = typeof row.fields.updatedAt === 'string';
    for (const name of Object.keys(row.fields)) {
      const reader = readers.get(name);
      if (reader === undefined || (isExport && reader.isExact)) continue;
      const before = row.fields[name];
      const after = reader.read(before, name, unreadable);
      if (after === before) continue;
      fields ??= { ...row.fields };
      fields[name] = after;
    }
    if (fields === undefined && unreadable.length === 0) return row;
    return { ...row, fields: fields ?? row.fields, ...(unreadable.length > 0 && { unreadable }) };
  };
};
