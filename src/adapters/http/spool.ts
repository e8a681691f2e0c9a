import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addAbortSignal, Readable } from 'node:stream';
import { DomainError } from '../../core/shared/errors.js';
import { reasonOf } from '../../core/shared/reason.js';

/** Bytes that are read at a time. */
const chunkSize = 64 * 1024;

/** Writes text, one piece after another; `signal` says when nobody wants it any more. */
export type Produce = (write: (text: string) => Promise<void>, signal: AbortSignal) => Promise<void>;

const notNow = (cause: unknown): never => {
  throw new DomainError('unavailable', 'No temporary file can be written right now.', [], { cause });
};

/**
 * A file for us alone, which is gone when it is closed, or when the process ends in whatever way.
 * @throws DomainError unavailable
 */
const openNameless = async (): Promise<FileHandle> => {
  const path = join(tmpdir(), `project-db-auth-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600).catch(notNow);
  try {
    await unlink(path);
  } catch (error) {
    await file.close();
    return notNow(error);
  }
  return file;
};

/** Why no temporary file can be written; undefined: one can. */
export const spoolMistake = async (): Promise<string | undefined> => {
  try {
    const file = await openNameless();
    await file.close();
    return undefined;
  } catch (error) {
    return reasonOf((error as Error).cause);
  }
};

/** What has been written to a file so far, and what is being added. */
class Spooled extends Readable {
  /** Bytes in the file, and bytes that were read of them. */
  #written = 0;
  #taken = 0;
  #isWhole = false;
  #isWanted = false;
  readonly #stopped = new AbortController();

  constructor(private readonly file: FileHandle) {
    super({ highWaterMark: chunkSize });
    // Without a listener an error would end the process; who reads is told of it all the same.
    this.on('error', () => {});
  }

  /** Aborted when nobody reads on. */
  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  async add(text: string): Promise<void> {
    this.stopped.throwIfAborted();
    await this.file.appendFile(text).catch(notNow);
    this.#written += Buffer.byteLength(text);
    this.#goOn();
  }

  finish(): void {
    this.#isWhole = true;
    this.#goOn();
  }

  override _read(): void {
    this.#isWanted = true;
    this.#goOn();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stopped.abort();
    this.file.close().then(
      () => done(error),
      (failure) => done(error ?? failure),
    );
  }

  #goOn(): void {
    if (!this.#isWanted || this.destroyed) return;
    const length = Math.min(chunkSize, this.#written - this.#taken);
    if (length > 0) {
      this.#isWanted = false;
      this.file.read(Buffer.allocUnsafe(length), 0, length, this.#taken).then(
        ({ buffer, bytesRead }) => {
          this.#taken += bytesRead;
          this.push(buffer.subarray(0, bytesRead));
        },
        (error) => this.destroy(error),
      );
    } else if (this.#isWhole) this.push(null);
  }
}

/**
 * What `produce` writes, as a stream. It writes at its own speed, by way of a temporary file without a name, however
 * slowly the stream is read; and it is read while it is being written. Memory is constant.
 *
 * @param signal destroys the stream, and so does whoever has enough of it: then `produce` is told to end
 * @returns when there is something to read, or there will be nothing
 * @throws DomainError unavailable when no file can be written
 * @throws what `produce` throws before that; what it throws later, and a disk that is full, is an error of the stream
 */
export const spool = async (produce: Produce, signal: AbortSignal): Promise<Readable> => {
  const spooled = addAbortSignal(signal, new Spooled(await openNameless()));
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    // Whichever comes first counts, and no other does.
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
