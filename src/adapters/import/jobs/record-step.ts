import type { Role } from '../../../core/identity/permissions.js';
import { type CountsByKind, totalRows } from '../../../core/import/import-counts.js';
import type { ClaimedJob } from '../../../core/import/import-jobs.js';
import type { RejectedFile, RejectedFiles } from '../../../core/import/import-report.js';
import type { RejectedRow } from '../../../core/import/import-row.js';
import { extendLease, jsonOf } from '../../knex/knex-import-queue.js';
import type { Row } from '../../knex/row-mapping.js';
import { rejectedName, rejectedTexts } from '../rejected-texts.js';
import type { RecordStep } from '../sql/import-transaction.js';

/** Maximum files with rejected rows, and bytes of their text: more rows are counted, and their text is not stored. */
const [maxFiles, maxBytes] = [100, 16 * 1024 * 1024];

interface StoredStep {
  readonly counts: CountsByKind;
  readonly rejected: RejectedFiles;
}

/** The format of the rejected rows of a file. Its name or an option determines it, as for the file itself. */
const formatOf = (name: string, format: string | undefined): RejectedFile['format'] => {
  const extension = format ?? /\.(\w+)$/.exec(name.toLowerCase())?.[1];
  if (extension === 'json') return 'json';
  return extension === 'ndjson' || extension === 'jsonl' ? 'ndjson' : 'csv';
};

/** The pieces of text to store, by the index of their file, and what is stored afterwards. */
const nextRejected = (
  { id, options }: ClaimedJob,
  stored: RejectedFiles,
  rows: readonly RejectedRow[],
): { readonly pieces: readonly Row[]; readonly rejected: RejectedFiles } => {
  const pieces: Row[] = [];
  const files = [...stored.files];
  let { bytes, omitted } = stored;
  const { texts, lost } = rejectedTexts(rows, (input) => files.some(({ file }) => file === input));
  omitted += lost.length;
  for (const [file, { rows, text, after }] of texts) {
    const content = Buffer.from(text);
    const found = files.findIndex((one) => one.file === file);
    const index = found === -1 ? files.length : found;
    if (index >= maxFiles || bytes + content.length > maxBytes) {
      omitted += rows;
      continue;
    }
    const before = files[index];
    const name =
      before?.name ??
      rejectedName(
        file,
        files.map((one) => one.name),
      );
    const format = formatOf(name, options.format);
    files[index] = { file, name, format, rows: (before?.rows ?? 0) + rows, after };
    bytes += content.length;
    pieces.push({ import_id: id, file: index, content });
  }
  return { pieces, rejected: { files, bytes, omitted } };
};

/**
 * Records the steps of a run in their transactions: the rejected rows, and of an import the counts.
 * @param roles that may change the catalogue
 * @throws RunStopped, so that the transaction is rolled back, if the run has lost its lease or its owner the permission
 */
export const recordStepOf =
  (job: ClaimedJob, roles: readonly Role[]): RecordStep =>
  async (trx, { counts, rejected }) => {
    const isImport = job.status === 'importing';
    // Not kept in memory: this transaction may be rolled back, and tried again.
    const stored: StoredStep | undefined =
      rejected.length === 0
        ? undefined
        : await trx('imports').where({ id: job.id }).first('counts', 'rejected');
    // The COMMIT of an earlier attempt may have had no response: then its text is stored.
    const isRepeated = isImport && stored !== undefined && totalRows(stored.counts) === totalRows(counts);
    const next =
      stored === undefined || isRepeated ? undefined : nextRejected(job, stored.rejected, rejected);
    await extendLease(trx, job, roles, {
      ...(next !== undefined && { rejected: jsonOf(next.rejected) }),
      ...(isImport && { counts: jsonOf(counts), attempts: 0 }),
    });
    if (next !== undefined && next.pieces.length > 0) await trx('import_rejections').insert(next.pieces);
  };
