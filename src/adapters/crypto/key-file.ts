import type { KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { reasonWithoutPath } from '../../core/shared/reason.js';

/** Whether a file exists, even if it cannot be read. */
export const exists = (file: string): boolean => {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOTDIR';
  }
};

/** The octal mode of a file that others than its owner can read or write; undefined if only the owner can. */
export const openMode = (file: string): string | undefined => {
  const mode = statSync(file).mode & 0o777;
  // Windows has no such modes.
  return process.platform === 'win32' || (mode & 0o077) === 0 ? undefined : mode.toString(8);
};

/**
 * Reads a key from a PEM file.
 * @throws Error with what is wrong, without the content of the file
 */
export const readKey = (half: string, file: string, parse: (pem: Buffer) => KeyObject): KeyObject => {
  let pem: Buffer;
  try {
    pem = readFileSync(file);
  } catch (error) {
    // Without the path, because a setting may contain the key itself by mistake.
    throw new Error(`the ${half} key cannot be read: ${reasonWithoutPath(error)}`);
  }
  try {
    return parse(pem);
  } catch {
    // PKCS #8 has this word in its first line (RFC 7468 section 11), PKCS #1 in a header (RFC 1421).
    throw new Error(
      pem.includes('ENCRYPTED')
        ? `the ${half} key is encrypted; use a PEM key without a passphrase`
        : `the ${half} key is not a valid PEM key`,
    );
  }
};
