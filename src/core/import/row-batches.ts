import type { ReadRow, RejectedRow } from './import-row.js';

/** Maximum rows of a batch by default: enough to make the cost of a transaction small, few enough to keep its locks short. */
const maxRows = 2_000;
/** Characters of text after which a batch is complete: ten times as many as ordinary rows have. Two batches are in memory. */
const maxText = 4 * 1024 * 1024;

/** The same rows in the same order, in batches for one transaction each. */
export async function* batchesOf(
  chunks: AsyncIterable<readonly (ReadRow | RejectedRow)[]>,
  limit = maxRows,
): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
  let batch: (ReadRow | RejectedRow)[] = [];
  let text = 0;
  for await (const chunk of chunks) {
    for (const row of chunk) {
      batch.push(row);
      text += row.size ?? 0;
      if (batch.length < limit && text < maxText) continue;
      yield batch;
      batch = [];
      text = 0;
    }
  }
  if (batch.length > 0) yield batch;
}
