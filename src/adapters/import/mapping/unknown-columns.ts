import { columnNamed } from '../../../core/catalogue/columns.js';
import type { ReadColumn } from '../../../core/import/import-report.js';
import { InputError, type Suggestion } from '../files/input-error.js';
import type { ImportableKind } from '../import-source.js';
import { closestFields } from './closest-fields.js';
import { columnSynonyms } from './column-synonyms.js';
import type { FileColumns } from './file-columns.js';
import type { SourceTable } from './known-source.js';
import type { MappingOptions } from './mapping-options.js';

/** Maximum number of columns in a message, and of those compared with fields. */
const [maxListed, maxCompared] = [100, 500];
/** Maximum number of `--ignore` in a suggested command. */
const maxIgnored = 12;

/** An argument of a POSIX shell. */
const shellWord = (text: string): string =>
  /^[\w\p{L}./:=+-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** Values that begin with a hyphen would be taken for options. */
const option = (name: string, value: string): string =>
  `--${name}${value.startsWith('-') ? '=' : ' '}${shellWord(value)}`;

const hasControls = (text: string) => /\p{Cc}/u.test(text);

/** What a suggestion for unknown columns is made from. */
export interface UnknownContext {
  readonly columns: FileColumns;
  /** All columns, each with the fields that a kind reads from it. */
  readonly readBy: (kind: ImportableKind | undefined) => readonly ReadColumn[];
  /** The kinds that the rows may have. */
  readonly possible: readonly ImportableKind[];
  readonly options: MappingOptions;
  /** Whether the file or an option determines the kind. */
  readonly isKindKnown: boolean;
  readonly table: SourceTable;
}

/** The message of a file whose rows may be of these kinds. */
export const unknownKind = (kinds: readonly ImportableKind[]): string => {
  const options = kinds.map(({ plural }) => `--kind ${plural}`);
  const others = options.slice(0, -1).join(', ');
  const last = options.at(-1);
  return `the kind of the rows is unknown: add ${others === '' ? last : `${others} or ${last}`}`;
};

/** Fields whose values belong to one database. */
const notSuggested = ['id', 'version', 'createdAt', 'updatedAt', 'authorId', 'externalIds'];

const isKey = (field: string): boolean =>
  ['imdbId', 'sourceId', 'externalIds'].includes(field.split('.')[0] as string);

/** How the unknown columns can be read as fields of a kind. */
interface KindSuggestion {
  readonly kind: ImportableKind;
  /** Columns that this kind does not know. */
  readonly unknown: readonly string[];
  readonly closest: ReturnType<typeof closestFields>;
  /** Fields, each with its closest column. */
  readonly map: ReadonlyMap<string, string>;
  /** Whether items would have a title. */
  readonly isComplete: boolean;
}

const suggestFor = (
  kind: ImportableKind,
  unknownOfAll: readonly string[],
  { columns, table }: UnknownContext,
): KindSuggestion => {
  const unknown = columns.rules.length > 0 ? unknownOfAll : columns.unknownFor([kind]);
  const fields = [...new Set([...Object.keys(kind.columns), ...Object.keys(columnSynonyms)])].filter(
    (field) => columnNamed(kind.columns, field) !== undefined && !notSuggested.includes(field),
  );
  const closest = closestFields(unknown.slice(0, maxCompared), fields, table.sources);
  const targets = columns.targetsFor(kind);
  const map = new Map<string, string>();
  const isTaken = (field: string) => map.has(field) || targets.some((target) => target.field === field);
  for (const [column, { field }] of [...closest].sort(([, a], [, b]) => a.score - b.score))
    if (!isTaken(field) && !hasControls(column)) map.set(field, column);
  const title = map.get(kind.namedBy) ?? targets.find(({ field }) => field === kind.namedBy)?.from.flat()[0];
  const isKeyed = [...fields, 'externalIds'].some((field) => isTaken(field) && isKey(field));
  // Every row needs a key. The title is one, although items of the same title become one.
  if (title !== undefined && !isKeyed) map.set('sourceId', title);
  return { kind, unknown, closest, map, isComplete: title !== undefined };
};

const optionsFor = (
  file: string,
  { kind, unknown, map }: KindSuggestion,
  { options, isKindKnown }: UnknownContext,
): Suggestion => {
  const given = (options.map ?? []).map(({ field, column }) => [field, column] as const);
  const all = [...given, ...map];
  const mapped = [...map.values()];
  const rest = unknown.filter((name) => !mapped.includes(name));
  const ignoresOthers = rest.length > maxIgnored || rest.some(hasControls);
  const ignored = [...(options.ignore ?? []), ...(ignoresOthers ? [] : rest)];
  const givesKind = options.kind !== undefined || !isKindKnown;
  const command = [
    `npm run import -- ${shellWord(file)}`,
    ...(givesKind ? [`--kind ${kind.plural}`] : []),
    ...all.map(([field, column]) => option('map', `${field}=${column}`)),
    ...ignored.map((name) => option('ignore', name)),
    ...(ignoresOthers ? ['--ignore-others'] : []),
  ].join(' ');
  return {
    text: `This command would import the file: ${command}`,
    ...(givesKind && { kind: kind.plural }),
    map: Object.fromEntries(all),
    ignore: ignored,
    ignoresOthers,
  };
};

/** The error of a file with unknown columns: all of them, with the closest field of each, and a command that imports it. */
export const unknownColumns = (
  file: string,
  unknown: readonly string[],
  context: UnknownContext,
): InputError => {
  const suggestions = context.possible.map((kind) => suggestFor(kind, unknown, context));
  const complete = suggestions.flatMap(({ isComplete, kind }) => (isComplete ? kind : []));
  const [best] = suggestions.sort(
    (a, b) =>
      Number(b.isComplete) - Number(a.isComplete) ||
      a.unknown.length - a.map.size - (b.unknown.length - b.map.size),
  );
  const listed = unknown.slice(0, maxListed).map((name) => {
    const field = best?.closest.get(name)?.field;
    return `${JSON.stringify(name.slice(0, maxListed))}${field === undefined ? '' : ` (closest: ${field})`}`;
  });
  const more = unknown.length > maxListed ? [`${unknown.length - maxListed} more`] : [];
  const kinds = complete.length > 0 ? complete : context.possible;
  const suggestion = best?.isComplete === true ? optionsFor(file, best, context) : undefined;
  const help = `Specify which column is the ${best?.kind.namedBy}, and which are not imported: --map FIELD=COLUMN, --ignore COLUMN, --ignore-others`;
  return new InputError(
    file,
    [
      `${unknown.length === 1 ? 'a column is' : `${unknown.length} columns are`} unknown: ${[...listed, ...more].join(', ')}`,
      ...(context.isKindKnown ? [] : [unknownKind(kinds).replace('t', 'T')]),
      `The fields are: ${Object.keys(best?.kind.columns ?? {}).join(', ')}`,
      ...(suggestion === undefined ? [help] : []),
    ].join('. '),
    undefined,
    { suggestion, columns: context.readBy(best?.kind) },
  );
};
