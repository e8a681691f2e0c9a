import { type Import, importsPath, type Options, type ReadColumn } from './imports.js';
import type { OpenApi } from './kinds.js';

/** What the document says about imports. */
export interface ImportRules {
  /** The columns of an import file that has the fields of the API, by the plural name of the kind. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly formats: readonly string[];
  /** Maximum bytes of a file. */
  readonly maxBytes: number;
}

export const importRulesOf = ({ paths, components }: OpenApi): ImportRules => {
  const upload = paths[`${importsPath}/{id}/file`]?.put?.requestBody;
  return {
    columns: paths[importsPath]?.post?.['x-columns'] ?? {},
    formats: components.schemas.ImportOptions?.properties?.format?.enum ?? [],
    maxBytes:
      upload?.content?.['application/octet-stream']?.schema['x-max-bytes'] ?? Number.POSITIVE_INFINITY,
  };
};

/** Fields that belong to one database: files of others have them, too, and they are not imported. */
const ownFields = ['id', 'createdAt', 'updatedAt', 'authorId', 'externalIds'];

/** The fields that a person can choose a column for, of these kinds. */
export const fieldsToMap = ({ columns }: ImportRules, kinds: readonly string[]): string[] => [
  ...new Set(kinds.flatMap((kind) => columns[kind] ?? []).filter((field) => !ownFields.includes(field))),
];

/** The kinds of the rows: the one that is chosen, those that the service has found, or else all. */
export const kindsOfRows = (
  { columns }: ImportRules,
  chosen: string,
  earlier: Pick<Import, 'dryRun'>,
): readonly string[] => {
  if (chosen !== '') return [chosen];
  const found = earlier.dryRun?.files.flatMap(({ firstRows }) => firstRows.map(({ kind }) => kind)) ?? [];
  return found.length > 0 ? [...new Set(found)] : Object.keys(columns);
};

/** What a form says about how a file is read. Empty: the file decides. */
export interface Choices {
  readonly kind: string;
  readonly format: string;
  readonly delimiter: string;
  readonly encoding: string;
  readonly sheet: string;
  readonly replace: NonNullable<Options['replace']>;
  readonly lenient: boolean;
  readonly ignoreOthers: boolean;
  /** Columns by field. An empty one: the field is not imported. */
  readonly map: Readonly<Record<string, string>>;
}

/** The columns of the file of an import, if it has one file and its columns can be chosen. */
export const columnsIn = ({ failure, dryRun }: Pick<Import, 'failure' | 'dryRun'>): readonly ReadColumn[] =>
  failure?.columns ?? (dryRun?.files.length === 1 ? (dryRun.files[0]?.columns ?? []) : []);

/** The column of each field. Several can be read, one in place of another: then the one that has no other field. */
const readMap = (columns: readonly ReadColumn[]): Record<string, string> =>
  Object.fromEntries(
    [...columns]
      .reverse()
      .sort((one, other) => other.fields.length - one.fields.length)
      .flatMap(({ column, fields }) =>
        fields.filter((field) => field !== 'kind').map((field) => [field, column]),
      ),
  );

/** The choices of a form: those of an earlier import of the file, with what the service suggests. */
export const choicesFrom = (earlier?: Pick<Import, 'options' | 'failure' | 'dryRun'>): Choices => {
  const { suggestion } = earlier?.failure ?? {};
  const options = { ...earlier?.options, ...suggestion };
  const columns = earlier ? columnsIn(earlier) : [];
  return {
    kind: options.kind ?? '',
    format: options.format ?? '',
    delimiter: options.delimiter ?? '',
    encoding: options.encoding ?? '',
    sheet: options.sheet ?? '',
    replace: options.replace ?? 'unedited',
    lenient: options.lenient ?? false,
    // Columns without a field would be rejected again.
    ignoreOthers:
      options.ignoreOthers ??
      (earlier?.failure?.columns !== undefined || (earlier?.options.ignore ?? []).length > 0),
    map: { ...readMap(columns), ...options.map },
  };
};

/**
 * The options that a form stands for. What the file says anyway is left out.
 * @param earlier the import whose columns were shown
 */
export const optionsOf = (
  { map, replace, lenient, ignoreOthers, ...texts }: Choices,
  earlier?: Pick<Import, 'options' | 'failure' | 'dryRun'>,
): Options => {
  const columns = earlier ? columnsIn(earlier) : [];
  const before = readMap(columns);
  const given = Object.entries(map).filter(([, column]) => column !== '');
  const mapped = given
    .filter(([field, column]) => before[field] !== column || earlier?.options.map?.[field] === column)
    .map(([, column]) => column);
  // A column that is mapped to one field is read as another only if that is mapped, too.
  const chosen = given.filter(([, column]) => mapped.includes(column));
  const used = Object.values(map);
  const dropped = [...new Set(Object.values(before))].filter((column) => !used.includes(column));
  return {
    ...Object.fromEntries(
      Object.entries(texts)
        .map(([name, text]) => [name, text.trim()])
        .filter(([, text]) => text !== ''),
    ),
    ...(chosen.length > 0 && { map: Object.fromEntries(chosen) }),
    ...(dropped.length > 0 && { ignore: dropped }),
    ...(ignoreOthers && { ignoreOthers }),
    ...(lenient && { lenient }),
    ...(replace !== 'unedited' && { replace }),
  };
};

/** The name of the control in the form, for an option that a message names. */
export type OptionLabel = (option: string) => string;

/** A message of the service with the names of controls instead of options, and without the list of fields, which the form shows. */
export const readableDetail = (detail: string, labelOf: OptionLabel): string =>
  detail
    .replace(/\.? (?:The fields are|Specify which column is the \w+, and which are not imported): .*$/s, '.')
    .replaceAll(/\badd (?=options\.)/g, 'choose ')
    .replaceAll(/options\.kind (\w+)/g, (_all, kind: string) => `“${labelOf('kind')}: ${kind}”`)
    .replaceAll(/options\.(\w+)/g, (_all, option: string) => `“${labelOf(option)}”`);
