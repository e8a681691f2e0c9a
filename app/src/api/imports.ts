import type { OpenApi } from './kinds.js';

/** The path of the imports, and of one of them. */
export const importsPath = '/api/v1/imports';
export const importPath = (id: number | string): string => `${importsPath}/${id}`;

/** The header of changes that hold for any version, such as a cancellation while counts grow. */
export const anyVersion = { 'If-Match': '*' };

export type Status =
  | 'awaiting-file'
  | 'dry-run-queued'
  | 'dry-run'
  | 'ready'
  | 'queued'
  | 'importing'
  | 'done'
  | 'failed'
  | 'canceled';

export interface Options {
  readonly format?: string;
  readonly kind?: string;
  /** Columns by field. */
  readonly map?: Readonly<Record<string, string>>;
  readonly ignore?: readonly string[];
  readonly ignoreOthers?: boolean;
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly sheet?: string;
  readonly lenient?: boolean;
  readonly replace?: 'all' | 'unedited' | 'empty';
}

export interface Counts {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly authors: number;
}
export type CountsByKind = Readonly<Record<string, Counts>>;

/** A column, and the fields that are read from it; none: it is not imported. */
export interface ReadColumn {
  readonly column: string;
  readonly fields: readonly string[];
}

interface Example {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}
interface NameCount {
  readonly name: string;
  readonly rows: number;
}
export interface FieldReport {
  readonly kind: string;
  readonly field: string;
  readonly column: string;
  readonly values: number;
  readonly examples: readonly Example[];
}

export interface Report {
  readonly counts: CountsByKind;
  readonly files: readonly {
    readonly file: string;
    readonly source: string | null;
    readonly columns: readonly ReadColumn[];
    readonly firstRows: readonly {
      readonly kind: string;
      readonly fields: Readonly<Record<string, unknown>>;
    }[];
  }[];
  readonly rejections: readonly {
    readonly column: string;
    readonly rows: number;
    readonly examples: readonly Example[];
  }[];
  readonly otherRejections: number;
  readonly otherTypes: readonly NameCount[];
  readonly otherLabels: readonly NameCount[];
  readonly leftOut: readonly FieldReport[];
  readonly kept: readonly FieldReport[];
}

export interface Failure {
  readonly reason: string;
  readonly detail: string;
  readonly columns?: readonly ReadColumn[];
  readonly suggestion?: Options;
}

/** An import in a list. */
export interface ImportSummary {
  readonly id: number;
  readonly name: string;
  readonly options: Options;
  readonly status: Status;
  readonly ownerId: number | null;
  readonly bytes: number | null;
  readonly progress: { readonly read: number; readonly total: number };
  readonly counts: CountsByKind;
  readonly rejected: {
    readonly files: readonly { readonly name: string; readonly rows: number }[];
    readonly omitted: number;
  };
  readonly failure: Failure | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Import extends ImportSummary {
  readonly dryRun: Report | null;
  readonly result: Report | null;
}

/** Whether an instance works at the import, or is about to. */
export const isRunning = ({ status }: Pick<ImportSummary, 'status'>): boolean =>
  ['dry-run-queued', 'dry-run', 'queued', 'importing'].includes(status);
export const isEnded = ({ status }: Pick<ImportSummary, 'status'>): boolean =>
  ['done', 'failed', 'canceled'].includes(status);

/**
 * Milliseconds until an import is read again; false: not at all. While a person has to act, another one may do it instead,
 * at another place. A tab that nobody looks at can wait.
 */
export const pollDelay = (one: Pick<ImportSummary, 'status'> | undefined, isHidden: boolean) => {
  if (one === undefined || isEnded(one)) return false;
  if (isHidden) return 30_000;
  return isRunning(one) ? 1_000 : 10_000;
};

/** Whole percent of a part; undefined if the whole is not known. */
export const percent = (part: number, whole: number): number | undefined =>
  whole > 0 ? Math.min(100, Math.floor((100 * part) / whole)) : undefined;

/** The last quarter that was passed: more often, nobody wants to hear it. */
export const quarter = (percents: number | undefined): number => Math.floor((percents ?? 0) / 25) * 25;

const none: Counts = { created: 0, changed: 0, unchanged: 0, rejected: 0, authors: 0 };

/** The counts of all kinds together. */
export const totalOf = (counts: CountsByKind): Counts =>
  Object.values(counts).reduce(
    (sum, one) => ({
      created: sum.created + one.created,
      changed: sum.changed + one.changed,
      unchanged: sum.unchanged + one.unchanged,
      rejected: sum.rejected + one.rejected,
      authors: sum.authors + one.authors,
    }),
    none,
  );

/** What the document says about imports. */
export interface ImportRules {
  /** Columns of files with the fields of the API, by plural name of their kind. */
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
    maxBytes: upload?.content?.['application/octet-stream']?.schema.maxLength ?? Number.POSITIVE_INFINITY,
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

/** A message of the service for people: it names controls instead of options, and not all fields, which the form has. */
export const readableDetail = (detail: string, labelOf: OptionLabel): string =>
  detail
    .replace(/\.? (?:The fields are|Specify which column is the \w+, and which are not imported): .*$/s, '.')
    .replaceAll(/\badd (?=options\.)/g, 'choose ')
    .replaceAll(/options\.kind (\w+)/g, (_all, kind: string) => `“${labelOf('kind')}: ${kind}”`)
    .replaceAll(/options\.(\w+)/g, (_all, option: string) => `“${labelOf(option)}”`);
