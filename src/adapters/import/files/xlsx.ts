import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Columns } from '../../../core/catalogue/columns.js';
import type { ReadRow, RejectedRow } from '../../../core/import/import-row.js';
import { readTableRows } from './csv.js';
import type { RecordChunk } from './delimited-text.js';
import { InputError } from './input-error.js';
import type { Source } from './lines.js';
import type { OnHeader, ReadOptions } from './read-options.js';
import type { SheetOptions } from './xlsx-records.js';
import type { FromThread } from './xlsx-thread.js';

const mebibyte = 1024 * 1024;
/** Maximum bytes of a file, which is kept in memory. */
const maxFile = 20 * mebibyte;
/** The container of encrypted files, and of files of Excel 97 (MS-CFB section 2.2). */
const compoundFile = 'd0cf11e0';

const readFile = async (file: Source): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file.chunks()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxFile)
      throw new InputError(file.name, `it is larger than ${maxFile / mebibyte} MiB: save it as CSV`);
  }
  return Buffer.concat(chunks);
};

const threadFile = import.meta.url.endsWith('.js') ? './xlsx-thread.js' : './xlsx-thread-from-sources.mjs';

/** Reads a sheet in a thread: unpacking a large one takes seconds, in which a service would not respond. */
async function* recordsInThread(sheet: SheetOptions): AsyncGenerator<RecordChunk> {
  const thread = new Worker(new URL(threadFile, import.meta.url), { workerData: sheet });
  try {
    for await (const [message] of on(thread, 'message') as AsyncIterable<[FromThread]>) {
      if ('rejected' in message) throw new InputError(message.rejected.file, message.rejected.reason);
      if (message.chunk === undefined) return;
      // The thread reads the next chunk meanwhile.
      thread.postMessage('next');
      yield message.chunk;
    }
  } finally {
    await thread.terminate();
  }
}

/**
 * Reads a sheet of a spreadsheet (ECMA-376), whose first row is the header. Formulas have the value that was saved.
 * @param recordsOf reads the records of a sheet, by default in a thread
 */
export const createXlsx = (recordsOf = recordsInThread) => {
  async function* read(
    file: Source,
    columns: Columns | undefined,
    { sheet }: ReadOptions = {},
    onHeader?: OnHeader,
  ): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
    const content = await readFile(file);
    if (content.toString('hex', 0, 4) === compoundFile)
      throw new InputError(
        file.name,
        'it is encrypted or in the format of Excel 97: save it as .xlsx without a password',
      );
    yield* readTableRows(file.name, recordsOf({ file: file.name, content, sheet }), columns, onHeader);
  }
  return {
    isBinary: true as const,
    read,
    readRaw: (file: Source, options?: ReadOptions, onHeader?: OnHeader) =>
      read(file, undefined, options, onHeader),
  };
};

export const xlsx = createXlsx();
