import { constants, createReadStream, type ReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InputError } from './input-error.js';

const chunkSize = 64 * 1024;

/** What people call the errors of the file system and of zlib. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'you have no permission to read it',
  EPERM: 'you have no permission to read it',
  Z_BUF_ERROR: 'its gzip data ends too early: the file is cut off',
  Z_DATA_ERROR: 'its gzip data is damaged',
};

const inputError = (name: string, cause: NodeJS.ErrnoException): InputError =>
  new InputError(name, reasons[cause.code ?? ''] ?? `it cannot be read (${cause.message})`, undefined, {
    cause,
  });

const lookAt = async (handle: FileHandle, name: string) => {
  const stats = await handle.stat();
  if (stats.isDirectory()) throw new InputError(name, 'this is a folder, not a file');
  if (!stats.isFile()) throw new InputError(name, 'this is not a regular file');
  const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return { size: stats.size, isGzip: buffer.readUInt16BE() === 0x1f8b };
};

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

/** A file to read, plain or gzip, that was whole when it was opened. Nothing of it is kept in memory. */
export class InputFile {
  private source: ReadStream | undefined;

  private constructor(
    private readonly path: string,
    /** As whoever runs the import knows it. */
    readonly name: string,
    /** Bytes on disk; of gzip, compressed ones. */
    readonly size: number,
    private readonly isGzip: boolean,
  ) {}

  /**
   * Looks at a file before anything is read of it: gzip, known by its first bytes (RFC 1952 section 2.3.1) and not by
   * its name, is decompressed once to nowhere, so that one that is cut off is refused as a whole.
   *
   * @throws InputError when there is no such file, it is none, may not be read, or is damaged
   */
  static async open(path: string, name = path): Promise<InputFile> {
    try {
      // Without blocking: opening a named pipe would otherwise wait for somebody to write to it.
      const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const { size, isGzip } = await lookAt(handle, name).finally(() => handle.close());
      if (isGzip) await pipeline(createReadStream(path), createGunzip({ chunkSize }), nowhere());
      return new InputFile(path, name, size, isGzip);
    } catch (error) {
      throw error instanceof InputError ? error : inputError(name, error as NodeJS.ErrnoException);
    }
  }

  /** Bytes of `size` that the reading under way has taken. */
  get consumed(): number {
    return this.source?.bytesRead ?? 0;
  }

  /**
   * Its content from the beginning, each time that it is asked for.
   *
   * @throws InputError when the file has changed since, and cannot be read any more
   */
  async *chunks(): AsyncGenerator<Buffer> {
    const source = createReadStream(this.path, { highWaterMark: chunkSize });
    this.source = source;
    const content = this.isGzip ? source.pipe(createGunzip({ chunkSize })) : source;
    if (content !== source) source.once('error', (error) => content.destroy(error));
    try {
      yield* content;
    } catch (error) {
      throw inputError(this.name, error as NodeJS.ErrnoException);
    } finally {
      source.destroy();
    }
  }
}
