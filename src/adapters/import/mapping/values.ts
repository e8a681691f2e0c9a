import { listIn } from '../../../core/import/list-text.js';

/** What functions get besides the values of a row. */
export interface ValueContext {
  /** The URI of each film of Letterboxd, by name and year. */
  readonly filmUris: Map<string, string>;
  /** Called with the names after the first: an item has one author. */
  readonly onFurtherNames: (names: readonly string[]) => void;
}

/** Computes a value from those of a row. Undefined: the row has no value. */
type MakeValue = (values: readonly unknown[], context: ValueContext) => unknown;

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';

const yearAtEnd = /\s*\((\d{4})\s*(?:[-–—]\s*(?:\d{4})?\s*)?\)\s*$/;
/** Another title in brackets at the end, unless the rest would end in a word like "Or", which is not an article (`Reel, The (…)`). */
const otherTitle = /(?<!(?<!, )\b(?:a|and|in|of|or|the))\s+\((?:[^()]|\([^()]*\))*\)$/i;
const article =
  /^(.+), (The|An?|L[eao]s?|L[’']|Une?|Il|Gli|I|Els?|Los|Una|Uno|D(?:er|ie|as|e[nmt]|e)|Ein|Eine|E[nt]|Ett|Os?|As|Het|Um|Uma)$/i;

/** `Paper Lantern, The (Lanterne de papier, La) (2009)` → `The Paper Lantern` */
const titleWithoutYear: MakeValue = ([value]) => {
  let title = textOf(value).replace(yearAtEnd, '');
  for (let shorter = title.replace(otherTitle, ''); shorter !== title && shorter !== ''; ) {
    title = shorter;
    shorter = title.replace(otherTitle, '');
  }
  const [, rest, first = ''] = article.exec(title) ?? [];
  return rest === undefined ? title : `${first}${/[’']$/.test(first) ? '' : ' '}${rest}`;
};

const yearInTitle: MakeValue = ([title, year]) => yearAtEnd.exec(textOf(title))?.[1] ?? year;

/** `114709` → `tt0114709`: the numbers of MovieLens may have lost their leading zeros. */
const imdbNumber: MakeValue = ([value]) => {
  const [, digits] = /^(\d{1,10})(?:\.0)?$/.exec(textOf(value)) ?? [];
  return digits === undefined ? value : `tt${digits.padStart(7, '0')}`;
};

/** A comma before "Jr." does not separate names. A slash does only after a Chinese character, or with spaces around it. */
const nameSeparator = /\s*[,;|、](?!\s*(?:jr|sr|i{2,3}|iv)\b)\s*|\s+\/\s+|(?<=\p{Script=Han})\//iu;

const namesIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string' && !/^\s*\[/.test(value)) return value.trim().split(nameSeparator);
  const list = typeof value === 'string' ? listIn(value) : Array.isArray(value) ? value : [value];
  return list.map((one) => textOf((one as { name?: unknown } | null)?.name ?? one));
};

/** Values of files that stand for an unknown name. */
const noName = /^(?:|\\n|-|n\/?a|nan|none|not available|not given|null|unknown)$/i;

const firstName: MakeValue = ([value], { onFurtherNames }) => {
  const [first, ...others] = [...new Set(namesIn(value))].filter((name) => !noName.test(name));
  if (others.length > 0) onFurtherNames(others);
  return first;
};

/** Maximum characters of a title in a key. */
const maxTitle = 150;

const titleAndYear: MakeValue = ([title, year]) => {
  const [name, released] = [textOf(title).slice(0, maxTitle), textOf(year).slice(0, 20)];
  return name === '' ? undefined : `title:${name}${released === '' ? '' : ` (${released})`}`;
};

const maxFilms = 200_000;
const filmOf = (name: unknown, year: unknown) => `${textOf(name)} (${textOf(year)})`;

const filmUri: MakeValue = ([uri, name, year], { filmUris }) => {
  const film = filmOf(name, year);
  if (textOf(uri) !== '' && !filmUris.has(film) && filmUris.size < maxFilms) filmUris.set(film, textOf(uri));
  return uri;
};

/** The URI of the film if it is known, or else that of its first diary entry. */
const entryUri: MakeValue = (values, context) => {
  const [uri, name, year] = values;
  return context.filmUris.get(filmOf(name, year)) ?? filmUri([uri, name, year], context);
};

const positive: MakeValue = ([value]) => (/^0(?:\.0)?$/.test(textOf(value)) ? undefined : value);

const firstIn =
  (pattern: RegExp): MakeValue =>
  ([value]) =>
    pattern.exec(textOf(value))?.[0] ?? value;

/** `1小时58分钟`, `118分钟(中国大陆)` → `118` */
const chineseMinutes: MakeValue = ([value]) => {
  const [, hours, minutes] = /^\s*(?:(\d+)\s*小时)?\s*(?:(\d+)\s*分)?/.exec(textOf(value)) ?? [];
  if (hours === undefined && minutes === undefined) return value;
  return String(60 * Number(hours ?? 0) + Number(minutes ?? 0));
};

/** Genres that are separated by spaces or slashes. */
const words: MakeValue = ([value]) =>
  typeof value === 'string' ? value.split(/[\s/,;|、·]+/).filter((word) => word !== '') : value;

export const values = {
  titleWithoutYear,
  yearInTitle,
  imdbNumber,
  firstName,
  titleAndYear,
  filmUri,
  entryUri,
  positive,
  firstYear: firstIn(/(?:18|19|20)\d{2}/),
  chineseMinutes,
  words,
} satisfies Readonly<Record<string, MakeValue>>;

/** The functions that make values, by name. */
export type ValueName = keyof typeof values;
