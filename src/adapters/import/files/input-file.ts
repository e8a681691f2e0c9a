import { constants, createReadStream, type ReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InputError } from './input-error.js';
import type { Source } from './lines.js';

const chunkSize = 64 * 1024;

/** Gzip data is rejected if it unpacks to more than both: bytes, and a multiple of its size on disk. */
const [maxUnpacked, maxRatio] = [1024 ** 3, 100];

/** Errors of the file system and of zlib. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'the file does not exist',
  ENOTDIR: 'the file does not exist',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  Z_BUF_ERROR: 'the gzip data is truncated',
  Z_DATA_ERROR: 'the gzip data is damaged',
};

const inputError = (name: string, cause: NodeJS.ErrnoException): InputError =>
  new InputError(name, reasons[cause.code ?? ''] ?? `it cannot be read: ${cause.message}`, undefined, {
    cause,
  });

const inspect = async (handle: FileHandle, name: string) => {
  const stats = await handle.stat();
  if (stats.isDirectory()) throw new InputError(name, 'it is a folder, not a file');
  if (!stats.isFile()) throw new InputError(name, 'it is not a regular file');
  const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return { size: stats.size, isGzip: buffer.readUInt16BE() === 0x1f8b };
};

/** A file that was complete when it was opened. Its content is not kept in memory. */
export interface OpenedFile extends Source {
  /** Bytes on disk. */
  readonly size: number;
  /** Bytes of `size` that the current reading has consumed. */
  readonly consumed: number;
}

/** Discards the content of gzip data. @throws InputError if it is a decompression bomb */
const discard = (name: string, size: number) => {
  let unpacked = 0;
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      unpacked += chunk.length;
      const isBomb = unpacked > maxUnpacked && unpacked > maxRatio * size;
      done(isBomb ? new InputError(name, `it unpacks to more than ${maxRatio} times its size`) : null);
    },
  });
};

/** A plain or gzip file. */
export class InputFile implements OpenedFile {
  private source: ReadStream | undefined;

  private constructor(
    private readonly path: string,
    readonly name: string,
    readonly size: number,
    private readonly isGzip: boolean,
  ) {}

  /**
   * Gzip is recognized by its first bytes (RFC 1952 section 2.3.1), not by its name. It is decompressed once, so that a
   * truncated file is rejected before anything is imported.
   *
   * @throws InputError if the file does not exist, is not a regular file, may not be read, or is damaged
   */
  static async open(path: string, name = path): Promise<InputFile> {
    try {
      // O_NONBLOCK: otherwise the opening of a named pipe waits for a writer.
      const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const { size, isGzip } = await inspect(handle, name).finally(() => handle.close());
      if (isGzip) await pipeline(createReadStream(path), createGunzip({ chunkSize }), discard(name, size));
      return new InputFile(path, name, size, isGzip);
    } catch (error) {
      throw error instanceof InputError ? error : inputError(name, error as NodeJS.ErrnoException);
    }
  }

  get consumed(): number {
    return this.source?.bytesRead ?? 0;
  }

  /**
   * The content. Each call reads from the beginning.
   *
   * @throws InputError if the file was changed since it was opened, and can no longer be read
   */
  async *chunks(): AsyncGenerator<Buffer> {
    const source = createReadStream(this.path, { highWaterMark: chunkSize });
    this.source = source;
    const content = this.isGzip ? source.pipe(createGunzip({ chunkSize })) : source;
    if (content !== source) source.once('error', (error) => content.destroy(error));
    try {
      yield* content;
      if (source.bytesRead < this.size) throw new InputError(this.name, 'it was cut off while it was read');
    } catch (error) {
      throw error instanceof InputError ? error : inputError(this.name, error as NodeJS.ErrnoException);
    } finally {
      source.destroy();
    }
  }
}
