import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { reasonOf } from '../../core/shared/reason.js';
import type { Rows, TableContents } from '../../core/shared/stored-contents.js';
import { type BackupHeader, type BackupReader, backupLines, readBackup } from './backup-format.js';
import { decrypt, encrypt, isEncrypted, maxHeader } from './encryption.js';

/** @throws Error if a file has this name: backups are not overwritten */
export const requireNoFile = (file: string): void => {
  if (existsSync(file)) throw new Error(`${file} exists. Choose another name, or delete it`);
};

const sync = async (path: string): Promise<void> => {
  const handle = await open(path);
  await handle.sync().finally(() => handle.close());
};

const creationReason = (file: string, error: NodeJS.ErrnoException): string => {
  if (error.code === 'EEXIST')
    return `${file} exists. Another backup is writing it, or was interrupted: then delete it`;
  if (error.code === 'ENOENT') return `the folder ${dirname(file)} does not exist: create it`;
  return `the file cannot be created: ${reasonOf(error)}`;
};

/**
 * Writes a backup, under another name until it is complete and on disk.
 * @param passphrase undefined: the backup is not encrypted
 */
export const writeBackup = async (
  file: string,
  header: BackupHeader,
  rowsOf: (table: TableContents) => Rows,
  passphrase: string | undefined,
): Promise<void> => {
  const partial = `${file}.partial`;
  const handle = await open(partial, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new Error(creationReason(partial, error));
  });
  try {
    await writeTo(handle, header, rowsOf, passphrase);
    requireNoFile(file);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await sync(dirname(file));
};

const writeTo = async (
  handle: FileHandle,
  header: BackupHeader,
  rowsOf: (table: TableContents) => Rows,
  passphrase: string | undefined,
): Promise<void> => {
  try {
    await pipeline(backupLines(header, rowsOf), createGzip(), (compressed: AsyncIterable<Uint8Array>) =>
      writeFile(handle, passphrase === undefined ? compressed : encrypt(compressed, passphrase)),
    );
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const readStart = async (file: string): Promise<Buffer> => {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxHeader), 0, maxHeader, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};

/** Says which file an error is about. */
const cannotRead =
  (file: string) =>
  (error: unknown): never => {
    throw new Error(`The backup ${file} cannot be read: ${reasonOf(error)}`, { cause: error });
  };

/**
 * Opens a backup and reads its header.
 * @param passphrase is called if the backup is encrypted
 * @throws Error saying which file cannot be read, and why, as do the functions that it returns
 */
export const openBackup = async (file: string, passphrase: () => Promise<string>): Promise<BackupReader> => {
  const fail = cannotRead(file);
  const start = await readStart(file).catch(fail);
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  if (!isGzip && !isEncrypted(start))
    return fail(new Error(start.length === 0 ? 'it is empty' : 'it is not a backup of this service'));
  const phrase = isGzip ? undefined : await passphrase();
  const bytes = createReadStream(file);
  const read = async () => readBackup(phrase === undefined ? bytes : await decrypt(bytes, start, phrase));
  const reader = await read().catch((error) => {
    bytes.destroy();
    return fail(error);
  });
  return {
    ...reader,
    rows: async function* (table) {
      try {
        yield* reader.rows(table);
      } catch (error) {
        fail(error);
      }
    },
    requireEnd: () => reader.requireEnd().catch(fail),
  };
};
