import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addAbortSignal, Readable } from 'node:stream';
import { DomainError } from '../../core/shared/errors.js';
import { reasonOf } from '../../core/shared/reason.js';

/** Bytes per read. */
const chunkSize = 64 * 1024;

/** Writes text piece by piece. `signal` is aborted when the reader has gone. */
export type Produce = (write: (text: string) => Promise<void>, signal: AbortSignal) => Promise<void>;

const throwUnavailable = (cause: unknown): never => {
  throw new DomainError('unavailable', 'No temporary file can be written right now.', [], { cause });
};

/**
 * Opens a temporary file that is already unlinked: it disappears when it is closed or the process ends in any way.
 * @throws DomainError unavailable
 */
const openUnlinked = async (): Promise<FileHandle> => {
  const path = join(tmpdir(), `project-db-auth-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600).catch(throwUnavailable);
  try {
    await unlink(path);
  } catch (error) {
    await file.close();
    return throwUnavailable(error);
  }
  return file;
};

/** Why no temporary file can be written; undefined: it can. */
export const spoolMistake = async (): Promise<string | undefined> => {
  try {
    const file = await openUnlinked();
    await file.close();
    return undefined;
  } catch (error) {
    return reasonOf((error as Error).cause);
  }
};

/** Streams a file while it is being written. */
class SpoolStream extends Readable {
  /** Bytes written to the file, and bytes read from it. */
  #writtenBytes = 0;
  #readBytes = 0;
  #isComplete = false;
  #hasDemand = false;
  readonly #stopped = new AbortController();

  constructor(private readonly file: FileHandle) {
    super({ highWaterMark: chunkSize });
    // Without a listener, an error would end the process. The reader of the stream gets it in any case.
    this.on('error', () => {});
  }

  /** Aborted when the stream is destroyed. */
  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  async add(text: string): Promise<void> {
    this.stopped.throwIfAborted();
    await this.file.appendFile(text).catch(throwUnavailable);
    this.#writtenBytes += Buffer.byteLength(text);
    this.#readNext();
  }

  finish(): void {
    this.#isComplete = true;
    this.#readNext();
  }

  override _read(): void {
    this.#hasDemand = true;
    this.#readNext();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stopped.abort();
    this.file.close().then(
      () => done(error),
      (failure) => done(error ?? failure),
    );
  }

  #readNext(): void {
    if (!this.#hasDemand || this.destroyed) return;
    const length = Math.min(chunkSize, this.#writtenBytes - this.#readBytes);
    if (length > 0) {
      this.#hasDemand = false;
      this.file.read(Buffer.allocUnsafe(length), 0, length, this.#readBytes).then(
        ({ buffer, bytesRead }) => {
          this.#readBytes += bytesRead;
          this.push(buffer.subarray(0, bytesRead));
        },
        (error) => this.destroy(error),
      );
    } else if (this.#isComplete) this.push(null);
  }
}

/**
 * Returns what `produce` writes as a stream. `produce` writes to an unlinked temporary file at its own speed, however
 * slowly the stream is read. The stream can be read while the file is being written. Memory use is constant.
 *
 * @param signal destroys the stream. When the stream is destroyed, by this signal or by its reader, the signal of
 * `produce` is aborted
 * @returns once there is something to read, or `produce` has ended
 * @throws DomainError unavailable when no file can be written
 * @throws errors of `produce` before that; later ones, and a full disk, are errors of the stream
 */
export const spool = async (produce: Produce, signal: AbortSignal): Promise<Readable> => {
  const spooled = addAbortSignal(signal, new SpoolStream(await openUnlinked()));
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    // Only the first resolve or reject has an effect.
    spooled.stopped.addEventListener('abort', () => reject(signal.reason));
    const write = async (text: string) => {
      await spooled.add(text);
      resolve(spooled);
    };
    produce(write, spooled.stopped).then(
      () => {
        spooled.finish();
        resolve(spooled);
      },
      (error) => {
        reject(error);
        spooled.destroy(error);
      },
    );
  });
};
