import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { copyOwnership, exists, readKeyFile } from './key-file.js';

/** A key for AES-256. */
export interface SealingKey {
  /** 64 bits of its SHA-256, base64url. So a key that was damaged or mistyped does not have its id. */
  readonly id: string;
  readonly key: KeyObject;
  /** Whether a rotation has added it, and the next step lets it seal. */
  readonly isNext: boolean;
}

/** Bytes of a key of AES-256. */
const keyLength = 32;

const line = /^([\w-]{11}):([\w-]{43})( next)?$/;

const idOf = (key: Buffer) => createHash('sha256').update(key).digest().subarray(0, 8).toString('base64url');

/** Generates a key. */
export const newSealingKey = (isNext = false): SealingKey => {
  const bytes = randomBytes(keyLength);
  return { id: idOf(bytes), key: createSecretKey(bytes), isNext };
};

const parse = (text: string): SealingKey[] => {
  const keys = new Map<string, SealingKey>();
  for (const [index, entry] of text.split(/\r?\n/).entries()) {
    if (entry.trim() === '') continue;
    const [, id = '', encoded = '', next] = line.exec(entry.trim()) ?? [];
    const bytes = Buffer.from(encoded, 'base64url');
    if (bytes.length !== keyLength) throw new Error(`line ${index + 1} is not id:key of a sealing key`);
    if (idOf(bytes) !== id) throw new Error(`line ${index + 1}: the key does not belong to its id`);
    if (!keys.has(id)) keys.set(id, { id, key: createSecretKey(bytes), isNext: next !== undefined });
  }
  if (keys.size === 0) throw new Error('the file has no key');
  return [...keys.values()];
};

/**
 * Loads a key file: one key a line, `id:key` in base64url. The first seals, all open. Returns none if the file does not
 * exist.
 * @throws Error with what is wrong, without the content of the file
 */
export const loadSealingKeys = (file: string): SealingKey[] =>
  exists(file) ? parse(readKeyFile('sealing', file).toString()) : [];

/** Returns what is wrong with a key file that exists, in a sentence. */
export const sealingKeyMistakes = (file: string): string[] => {
  try {
    loadSealingKeys(file);
    return [];
  } catch (error) {
    return [`MFA__KEY_FILE cannot be used: ${(error as Error).message}`];
  }
};

const textOf = (keys: readonly SealingKey[]) =>
  keys
    .map(({ id, key, isNext }) => `${id}:${key.export().toString('base64url')}${isNext ? ' next' : ''}\n`)
    .join('');

/** Writes keys to a new file beside `file`, readable by its owner only and on disk, and returns its name. */
const writeBeside = (file: string, keys: readonly SealingKey[]): string => {
  const written = `${file}.${randomBytes(6).toString('hex')}.new`;
  writeFileSync(written, textOf(keys), { mode: 0o600, flag: 'wx', flush: true });
  return written;
};

/**
 * Creates a key file with a new key, readable by its owner only, unless the file exists.
 * @returns whether it was created
 */
export const makeMissingSealingKey = (file: string): boolean => {
  if (exists(file)) return false;
  mkdirSync(dirname(file), { recursive: true });
  const written = writeBeside(file, [newSealingKey()]);
  try {
    // Unlike a rename, it fails if another process has created the file meanwhile, which may have sealed something.
    linkSync(written, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(written);
  }
};

/** Replaces the keys in a file. It keeps its owner and mode. A kill leaves the old or the new keys. */
export const replaceSealingKeys = (file: string, keys: readonly SealingKey[]): void => {
  const written = writeBeside(file, keys);
  copyOwnership(written, file);
  renameSync(written, file);
};
