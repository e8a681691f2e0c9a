import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { InputError } from './input-error.js';
import type { OpenedFile } from './input-file.js';

const mebibyte = 1024 * 1024;

/** Limits of an archive: of all files together unpacked, and of each file. */
const maxEntries = 10_000;
const maxUnpacked = 1024 * mebibyte;
const maxRatio = 100;
/** A file that unpacks to fewer bytes may have any ratio, because short files of repeated rows compress very well. */
const freeSize = mebibyte;

/** A file in an archive, which is not unpacked to disk. */
export interface ArchivedFile {
  /** Its path in the archive. */
  readonly name: string;
  /** @throws InputError if it is encrypted, damaged or too large, or is an archive */
  open(): Promise<OpenedFile>;
}

/** Whether a file begins like a ZIP archive. A spreadsheet is one, too. */
export const isZip = async (path: string): Promise<boolean> => {
  // Opening the file reports why it cannot be read. O_NONBLOCK: a named pipe would wait for a writer.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => undefined);
  try {
    const start = await handle?.read(Buffer.alloc(4), 0, 4, 0);
    // An archive without files has only its end.
    return ['PK\x03\x04', 'PK\x05\x06'].includes(start?.buffer.toString('latin1') ?? '');
  } catch {
    return false;
  } finally {
    await handle?.close();
  }
};

class ZipEntry implements OpenedFile {
  private read = 0;

  constructor(
    private readonly archive: ZipFile,
    private readonly entry: Entry,
    readonly name: string,
  ) {}

  /** Bytes in the archive. */
  get size(): number {
    return this.entry.compressedSize;
  }

  get consumed(): number {
    const { compressedSize, uncompressedSize } = this.entry;
    return uncompressedSize === 0 ? 0 : Math.round((this.read / uncompressedSize) * compressedSize);
  }

  async *chunks(): AsyncGenerator<Buffer> {
    this.read = 0;
    let checksum = 0;
    try {
      const stream = await this.archive.openReadStreamPromise(this.entry);
      for await (const chunk of stream) {
        this.read += chunk.length;
        checksum = crc32(chunk, checksum);
        yield chunk;
      }
    } catch (error) {
      throw new InputError(this.name, `the ZIP data is damaged: ${(error as Error).message}`, undefined, {
        cause: error,
      });
    }
    if (checksum !== this.entry.crc32)
      throw new InputError(this.name, 'the ZIP data is damaged: wrong checksum');
  }
}

const checkEntry = (entry: Entry, name: string): void => {
  const { compressedSize, uncompressedSize, fileName } = entry;
  const reason = /\.(?:zip|gz)$/i.test(fileName)
    ? 'it is an archive in an archive: unpack it first'
    : entry.isEncrypted()
      ? 'it is encrypted: unpack it first'
      : !entry.canDecodeFileData()
        ? 'it is compressed by a method that is not supported: unpack it first'
        : uncompressedSize > freeSize && uncompressedSize > maxRatio * compressedSize
          ? `it unpacks to more than ${maxRatio} times its size: unpack it first if you trust it`
          : undefined;
  if (reason !== undefined) throw new InputError(name, reason);
};

const options = { autoClose: false, lazyEntries: true, strictFileNames: true } as const;

const readEntries = async (
  { path, name: shown }: { readonly path: string; readonly name: string },
  content: Buffer | undefined,
  limit: number,
) => {
  const entries: Entry[] = [];
  let archive: ZipFile | undefined;
  const close = () => archive?.close();
  try {
    archive = await (content === undefined
      ? openPromise(path, options)
      : fromBufferPromise(content, options));
    for await (const entry of archive.eachEntry()) {
      if (entries.push(entry) > maxEntries) throw new Error(`it has more than ${maxEntries} files`);
    }
  } catch (error) {
    close();
    throw new InputError(shown, `the ZIP archive cannot be read: ${(error as Error).message}`, undefined, {
      cause: error,
    });
  }
  if (entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0) > limit) {
    close();
    throw new InputError(shown, `it unpacks to more than ${limit / mebibyte} MiB`);
  }
  const opened = archive;
  const files = entries.map((entry) => ({
    name: entry.fileName,
    open: async () => {
      const file = new ZipEntry(opened, entry, `${shown}/${entry.fileName}`);
      checkEntry(entry, file.name);
      // Read once, so that a damaged file is rejected before anything is imported.
      for await (const _ of file.chunks());
      return file;
    },
  }));
  return { files, close };
};

/**
 * The files of a ZIP archive. Folders and what macOS adds are left out.
 *
 * @param name as shown to the user
 * @throws InputError if the archive cannot be read, has paths outside of it, or unpacks to more than 1 GiB
 */
export const filesInZip = async (
  path: string,
  name = path,
): Promise<{ readonly files: readonly ArchivedFile[]; close(): void }> => {
  const { files, close } = await readEntries({ path, name }, undefined, maxUnpacked);
  if (files.some(({ name }) => name === '[Content_Types].xml')) {
    close();
    throw new InputError(name, 'it is a document of Office: if it is a spreadsheet, rename it to .xlsx');
  }
  return { files: files.filter(({ name }) => !/(?:^|\/)(?:__MACOSX\/|\.)|\/$/.test(name)), close };
};

/**
 * Checks all files of an archive in memory.
 *
 * @param name as shown to the user
 * @param limit bytes of all files together, unpacked
 * @throws InputError as `filesInZip` and `ArchivedFile.open`
 */
export const checkZip = async (name: string, content: Buffer, limit: number): Promise<void> => {
  const { files } = await readEntries({ path: name, name }, content, limit);
  for (const { open } of files) await open();
};
