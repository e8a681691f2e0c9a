/** A thread that sends the records of a sheet, one chunk for each message. */
import { once } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { RecordChunk } from './delimited-text.js';
import { InputError } from './input-error.js';
import { type SheetOptions, sheetRecords } from './xlsx-records.js';

/** The last message has no chunk. Errors other than `rejected` end the thread. */
export type FromThread =
  | { readonly chunk?: RecordChunk }
  | { readonly rejected: { readonly file: string; readonly reason: string } };

const port = parentPort as MessagePort;
const send = (message: FromThread) => port.postMessage(message);
try {
  for await (const chunk of sheetRecords(workerData as SheetOptions)) {
    send({ chunk });
    await once(port, 'message');
  }
  send({});
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  send({ rejected: { file: error.file, reason: error.reason.slice(`${error.file}: `.length) } });
}
