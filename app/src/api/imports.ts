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
