import type { Schemas } from './service.js';

/** The path of the imports, and of one of them. */
export const importsPath = '/api/v1/imports';
export const importPath = (id: number | string): string => `${importsPath}/${id}`;

/** The header of changes that hold for any version, such as a cancellation while counts grow. */
export const anyVersion = { 'If-Match': '*' };

export type Import = Schemas['Import'];
/** An import in a list. */
export type ImportSummary = Schemas['ImportSummary'];
export type Status = Import['status'];
export type Options = Schemas['ImportOptions'];
export type CountsByKind = Schemas['ImportCounts'];
export type Counts = CountsByKind[string];
export type ReadColumn = Schemas['ReadColumn'];
export type FieldReport = Schemas['FieldReport'];
export type Report = Schemas['ImportReport'];

/** Whether an instance is working on the import, or will do so soon. */
export const isRunning = ({ status }: Pick<ImportSummary, 'status'>): boolean =>
  ['dry-run-queued', 'dry-run', 'queued', 'importing'].includes(status);
export const isEnded = ({ status }: Pick<ImportSummary, 'status'>): boolean =>
  ['done', 'failed', 'canceled'].includes(status);

/**
 * Milliseconds until an import is read again; false: not at all. While it waits for a user, another user may continue
 * it elsewhere. A hidden tab polls less often.
 */
export const pollDelay = (one: Pick<ImportSummary, 'status'> | undefined, isHidden: boolean) => {
  if (one === undefined || isEnded(one)) return false;
  if (isHidden) return 30_000;
  return isRunning(one) ? 1_000 : 10_000;
};

/** A part as a whole number of percent; undefined if the whole is unknown. */
export const percent = (part: number, whole: number): number | undefined =>
  whole > 0 ? Math.min(100, Math.floor((100 * part) / whole)) : undefined;

/** The percentage, rounded down to a quarter, so that screen readers do not announce each change. */
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
