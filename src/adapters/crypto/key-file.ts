import type { KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { reasonWithoutPath } from '../../core/shared/reason.js';

/** Whether there is a file, were it one that may not be read. */
export const exists = (file: string): boolean => {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOTDIR';
  }
};

/** The mode of a file that others than its owner may read or write, as `chmod` takes it; undefined: nobody else may. */
export const openMode = (file: string): string | undefined => {
  const mode = statSync(file).mode & 0o777;
  // Windows has no such modes.
  return process.platform === 'win32' || (mode & 0o077) === 0 ? undefined : mode.toString(8);
};

/**
 * Reads a key from a PEM file.
 * @throws Error that says what is wrong with it, without anything of its content
 */
export const readKey = (half: string, file: string, parse: (pem: Buffer) => KeyObject): KeyObject => {
  let pem: Buffer;
  try {
    pem = readFileSync(file);
  } catch (error) {
    // Without the path: a setting may hold the key itself by mistake.
    throw new Error(`the ${half} key cannot be read: ${reasonWithoutPath(error)}`);
  }
  try {
    return parse(pem);
  } catch {
    // PKCS #8 says so in the first line (RFC 7468 section 11), PKCS #1 in a header (RFC 1421).
    throw new Error(
      pem.includes('ENCRYPTED')
        ? `the ${half} key is encrypted, and has to be a PEM key without a passphrase`
        : `the ${half} key is not a PEM key`,
    );
  }
};
