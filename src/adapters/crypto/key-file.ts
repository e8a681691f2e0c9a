import type { KeyObject } from 'node:crypto';
import { chmodSync, chownSync, readFileSync, statSync } from 'node:fs';
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

/** Gives a file the owner and mode of `like`: the service may run as another user than the one who rotates its keys. */
export const copyOwnership = (file: string, like: string, modeMask = 0o777): void => {
  const [current, wanted] = [statSync(file), statSync(like)];
  if (current.uid !== wanted.uid || current.gid !== wanted.gid) chownSync(file, wanted.uid, wanted.gid);
  chmodSync(file, wanted.mode & modeMask);
};

/** Reads a key file. @param key for the error: `private` @throws Error with the reason */
export const readKeyFile = (key: string, file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (error) {
    // Without the path, because a setting may contain the key itself by mistake.
    throw new Error(`the ${key} key cannot be read: ${reasonWithoutPath(error)}`);
  }
};

/**
 * Reads a key from a PEM file.
 * @throws Error with what is wrong, without the content of the file
 */
export const readKey = (half: string, file: string, parse: (pem: Buffer) => KeyObject): KeyObject => {
  const pem = readKeyFile(half, file);
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
