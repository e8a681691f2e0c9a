import { InputError } from '../files/input-error.js';
import type { ImportableKind } from '../import-source.js';
import { keyOf } from './column-names.js';
import { columnSynonyms } from './column-synonyms.js';
import type { KnownSource } from './known-source.js';
import type { MappingOptions } from './mapping-options.js';

/** Maximum columns in a message, and `--ignore` in a command. */
const [maxListed, maxIgnored] = [100, 12];

/** The edits that make one word of another: letters inserted, removed, replaced, or exchanged with the next one. */
const distance = (a: string, b: string): number => {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (last[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isExchange = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const exchanged = isExchange ? (before[j - 2] as number) + 1 : replaced;
      row.push(Math.min(replaced, exchanged, (last[j] as number) + 1, (row[j - 1] as number) + 1));
    }
    [before, last] = [last, row];
  }
  return last[b.length] as number;
};

/** The names of a field in files, as keys. */
const namesOf = (field: string, sources: readonly KnownSource[]): readonly string[] => {
  const ofSources = sources.flatMap(({ fields }) => fields[field] ?? []);
  const simple = ofSources.filter((one) => typeof one === 'string' && !one.includes('.')) as string[];
  return [...new Set([field, ...(columnSynonyms[field] ?? []), ...simple].map(keyOf))];
};

const maxKey = 60;

/** How unlike a column and a field are: 0 for the same name, Infinity for names without anything in common. */
const unlikeness = (key: string, names: readonly string[]): number => {
  if (names.includes(key)) return 0;
  if (key.length > maxKey) return Number.POSITIVE_INFINITY;
  const scores = names.map((name) => {
    const edits = distance(key, name);
    if (edits <= Math.min(key.length, name.length) / 3) return edits;
    const isPart = name.length >= 4 && key.includes(name);
    return isPart ? 10 + key.length - name.length : Number.POSITIVE_INFINITY;
  });
  return Math.min(...scores);
};

/** The closest field of each column that resembles one. */
const closestFields = (
  columns: readonly string[],
  fields: readonly string[],
  sources: readonly KnownSource[],
): ReadonlyMap<string, { readonly field: string; readonly score: number }> => {
  const names = fields.map((field) => [field, namesOf(field, sources)] as const);
  const found = new Map<string, { field: string; score: number }>();
  for (const column of columns) {
    const key = keyOf(column);
    for (const [field, of] of key === '' ? [] : names) {
      const score = unlikeness(key, of);
      if (score < (found.get(column)?.score ?? Number.POSITIVE_INFINITY)) found.set(column, { field, score });
    }
  }
  return found;
};

/** An argument of a POSIX shell. */
const shellWord = (text: string): string =>
  /^[\w\p{L}./:=+-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const hasControls = (text: string) => /\p{Cc}/u.test(text);

/** What is known when columns are not. */
export interface UnknownContext {
  /** The kinds that the rows may have. */
  readonly candidates: readonly ImportableKind[];
  /** Fields that other columns have. */
  readonly taken: ReadonlySet<string>;
  readonly names: readonly string[];
  readonly options: MappingOptions;
  /** If nothing says the kind. */
  readonly sayKind: string | undefined;
  readonly sources: readonly KnownSource[];
}

const notSuggested = ['id', 'version', 'createdAt', 'updatedAt', 'authorId'];

/** A command that imports the file; undefined: no column can be the title. */
const commandFor = (
  file: string,
  unknown: readonly string[],
  closest: ReturnType<typeof closestFields>,
  { candidates, taken, names, options, sayKind }: UnknownContext,
): string | undefined => {
  const [kind] = candidates;
  const fields = new Map<string, string>();
  const sorted = [...closest].sort(([, a], [, b]) => a.score - b.score);
  for (const [column, { field }] of sorted)
    if (!taken.has(field) && !fields.has(field) && !hasControls(column)) fields.set(field, column);
  const mapped = new Set(fields.values());
  const { map = [], ignore = [] } = options;
  const title =
    kind &&
    (fields.get(kind.namedBy) ??
      map.find(({ field }) => field === kind.namedBy)?.column ??
      names.find((name) => keyOf(name) === keyOf(kind.namedBy)));
  if (kind === undefined || title === undefined) return undefined;
  const hasKey = ['imdbId', 'sourceId'].some((key) => taken.has(key) || fields.has(key));
  if (!hasKey) fields.set('sourceId', title);
  const rest = unknown.filter((name) => !mapped.has(name));
  const ignoresOthers = rest.length > maxIgnored || rest.some(hasControls);
  return [
    `npm run import -- ${shellWord(file)}`,
    ...(options.kind !== undefined || sayKind !== undefined ? [`--kind ${kind.plural}`] : []),
    ...map.map(({ field, column }) => `--map ${shellWord(`${field}=${column}`)}`),
    ...[...fields].map(([field, column]) => `--map ${shellWord(`${field}=${column}`)}`),
    ...ignore.map((name) => `--ignore ${shellWord(name)}`),
    ...(ignoresOthers ? ['--ignore-others'] : rest.map((name) => `--ignore ${shellWord(name)}`)),
  ].join(' ');
};

/** The error of a file with columns that are not known: all of them, with the closest field, and a command that imports it. */
export const unknownColumns = (
  file: string,
  unknown: readonly string[],
  context: UnknownContext,
): InputError => {
  const { candidates, sayKind, sources } = context;
  const fields = [...new Set(candidates.flatMap(({ columns }) => Object.keys(columns)))];
  const closest = closestFields(
    unknown,
    fields.filter((field) => !notSuggested.includes(field)),
    sources,
  );
  const listed = unknown.slice(0, maxListed).map((name) => {
    const field = closest.get(name)?.field;
    const shown = JSON.stringify(name.slice(0, maxListed));
    return field === undefined ? shown : `${shown} (closest: ${field})`;
  });
  const more = unknown.length > maxListed ? [`${unknown.length - maxListed} more`] : [];
  const command = commandFor(file, unknown, closest, context);
  return new InputError(
    file,
    `${unknown.length === 1 ? 'a column is' : `${unknown.length} columns are`} not known: ${[...listed, ...more].join(', ')}` +
      `${sayKind === undefined ? '' : `. And nothing says the kind of the rows: ${sayKind}`}` +
      `. The fields are ${fields.join(', ')}. ` +
      (command === undefined
        ? `Say which column is the ${candidates[0]?.namedBy}, and which are not imported: --map FIELD=COLUMN, --ignore COLUMN, --ignore-others`
        : `This command would import the file: ${command}`),
  );
};
