import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addAbortSignal, Readable } from 'node:stream';
import { DomainError } from '../../core/shared/errors.js';
import { reasonOf } from '../../core/shared/reason.js';
import { serviceId } from '../../core/shared/service-name.js';

/** Bytes per read. */
const chunkSize = 64 * 1024;

/** Writes text in pieces. `signal` is aborted when the text is no longer needed. */
export type Produce = (write: (text: string) => Promise<void>, signal: AbortSignal) => Promise<void>;

const throwUnavailable = (cause: unknown): never => {
  throw new DomainError('unavailable', 'No temporary file can be written right now.', [], { cause });
};

/**
 * Opens an unlinked file, readable only by this process. It disappears when it is closed, or when the process ends.
 * @throws DomainError unavailable
 */
const openUnlinked = async (): Promise<FileHandle> => {
  const path = join(tmpdir(), `${serviceId}-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600).catch(throwUnavailable);
  try {
    await unlink(path);
  } catch (error) {
    await file.close();
    return throwUnavailable(error);
  }
  return file;
};

/** Why no temporary file can be written; undefined if one can. */
export const spoolMistake = async (): Promise<string | undefined> => {
  try {
    const file = await openUnlinked();
    await file.close();
    return undefined;
  } catch (error) {
    return reasonOf((error as Error).cause);
  }
};

/** Reads a file while it is being written. */
class SpoolStream extends Readable {
  #bytesWritten = 0;
  #bytesRead = 0;
  #isComplete = false;
  #isReadRequested = false;
  readonly #stopped = new AbortController();

  constructor(private readonly file: FileHandle) {
    super({ highWaterMark: chunkSize });
    // Without a listener, an error would end the process. Readers still receive it.
    this.on('error', () => {});
  }

  /** Aborted when the stream is destroyed. */
  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  async write(text: string): Promise<void> {
    this.stopped.throwIfAborted();
    await this.file.appendFile(text).catch(throwUnavailable);
    this.#bytesWritten += Buffer.byteLength(text);
    this.#pushNext();
  }

  complete(): void {
    this.#isComplete = true;
    this.#pushNext();
  }

  override _read(): void {
    this.#isReadRequested = true;
    this.#pushNext();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stopped.abort();
    this.file.close().then(
      () => done(error),
      (failure) => done(error ?? failure),
    );
  }

  #pushNext(): void {
    if (!this.#isReadRequested || this.destroyed) return;
    const length = Math.min(chunkSize, this.#bytesWritten - this.#bytesRead);
    if (length > 0) {
      this.#isReadRequested = false;
      this.file.read(Buffer.allocUnsafe(length), 0, length, this.#bytesRead).then(
        ({ buffer, bytesRead }) => {
          this.#bytesRead += bytesRead;
          this.push(buffer.subarray(0, bytesRead));
        },
        (error) => this.destroy(error),
      );
    } else if (this.#isComplete) this.push(null);
  }
}

/**
 * Streams what `produce` writes through an unlinked temporary file, so that `produce` never waits for a slow reader.
 * The stream is readable while it is written. Memory is constant.
 *
 * @param signal destroys the stream. A destroyed stream aborts the signal of `produce`
 * @returns when there is something to read, or when `produce` has ended
 * @throws DomainError unavailable if no file can be written
 * @throws what `produce` throws before it writes; a later error, and a full disk, is an error of the stream
 */
export const spool = async (produce: Produce, signal: AbortSignal): Promise<Readable> => {
  const stream = addAbortSignal(signal, new SpoolStream(await openUnlinked()));
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    // The first call of resolve or reject counts; later ones have no effect.
    stream.stopped.addEventListener('abort', () => reject(signal.reason));
    const write = async (text: string) => {
      await stream.write(text);
      resolve(stream);
    };
    produce(write, stream.stopped).then(
      () => {
        stream.complete();
        resolve(stream);
      },
      (error) => {
        reject(error);
        stream.destroy(error);
      },
    );
  });
};
