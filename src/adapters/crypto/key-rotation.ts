import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  existsSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { clockSkew } from './jwt-access-tokens.js';
import { copyOwnership } from './key-file.js';
import { acceptedFile, type KeyFiles, keyMistakes, loadSigningKey, makeMissingKeys } from './signing-keys.js';

interface KeyRotation {
  readonly files: KeyFiles;
  /** The next pair. Its public key stays in this file while the settings name it. */
  readonly next: KeyFiles;
  /** The file with a copy of the previous public key. */
  readonly previous: string;
  /** Maximum seconds for which a token signed now is accepted. */
  readonly tokenLifetimeSeconds: number;
  readonly now: Date;
}

/**
 * Performs one step of a key rotation, and returns what the operator must do before the next one. The steps are:
 * generate and publish the next pair; put it in place; wait until all tokens of the old pair have expired; remove the
 * remaining files. The files show which step is next. Running services have already read their keys. A service that
 * starts between two steps accepts the tokens of all others, if the operator has followed the instructions.
 * @param accessTtl seconds
 * @throws Error with the reason why the step cannot be performed
 */
export const rotateKeys = (files: KeyFiles, accessTtl: number, now: Date): string => {
  const next = {
    ...files,
    privateKeyFile: withSuffix(files.privateKeyFile, 'next'),
    publicKeyFile: withSuffix(files.publicKeyFile, 'next'),
  };
  const previous = withSuffix(files.publicKeyFile, 'previous');
  const rotation: KeyRotation = { files, next, previous, tokenLifetimeSeconds: accessTtl + clockSkew, now };
  const isInPlace =
    existsSync(files.privateKeyFile) && !existsSync(next.privateKeyFile) && existsSync(next.publicKeyFile);
  if (isInPlace && !publicHalf(files.privateKeyFile).equals(publicHalf(next.publicKeyFile))) {
    throw new Error(`${next.publicKeyFile} exists without its private key: remove it and run this again`);
  }
  if (isInPlace && content(files.publicKeyFile) !== content(next.publicKeyFile)) return putInPlace(rotation);

  const mistakes = keyMistakes(files, true);
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
  if (isInPlace) return finish(rotation);
  prepare(rotation);
  const isPublished = [next.publicKeyFile, previous].every((file) => isAccepted(file, files));
  return isPublished ? putInPlace(rotation) : publish(rotation);
};

/** `certs/private.pem` → `certs/private.next.pem` */
const withSuffix = (file: string, suffix: string) =>
  file.replace(/(\.[^./]*)?$/, (extension) => `.${suffix}${extension}`);

const prepare = ({ files, next, previous }: KeyRotation): void => {
  if (existsSync(previous) && !publicHalf(previous).equals(publicHalf(files.publicKeyFile))) {
    throw new Error(`${previous} is not a copy of ${files.publicKeyFile}: remove it and run this again`);
  }
  makeMissingKeys(next);
  copyOwnership(next.privateKeyFile, files.privateKeyFile, 0o640);
  copyOwnership(next.publicKeyFile, files.publicKeyFile);
  try {
    loadSigningKey(next);
  } catch (error) {
    const what = `${next.privateKeyFile} and ${next.publicKeyFile} cannot be used: ${(error as Error).message}`;
    throw new Error(`${what}. Remove both and run this again`, { cause: error });
  }
  // Written now, so that the setting stays the same when the keys change places.
  prepareCopy(files.publicKeyFile, previous)();
};

const publish = ({ files, next, previous }: KeyRotation): string =>
  `${next.privateKeyFile} and ${next.publicKeyFile} are the next keys. Nothing is signed with them yet.
Set ${settingWith(files, [next.publicKeyFile, previous])}
and restart every instance. Then run this again.`;

/**
 * Replaces the private key first. If the process is killed before it replaces the public key, the two do not match and no
 * service starts; the next run then takes the public key from `next`.
 */
const putInPlace = ({ files, next, previous, tokenLifetimeSeconds, now }: KeyRotation): string => {
  utimesSync(previous, now, now);
  const putPublicKey = prepareCopy(next.publicKeyFile, files.publicKeyFile);
  if (existsSync(next.privateKeyFile)) renameSync(next.privateKeyFile, files.privateKeyFile);
  putPublicKey();
  return `${files.privateKeyFile} and ${files.publicKeyFile} are the new keys, ${previous} is the previous public key.
Leave JWT__ACCEPTED_PUBLIC_KEYS unchanged, and restart every instance: it then signs with the new key.
Run this again ${Math.ceil(tokenLifetimeSeconds / 60)} minutes after the last restart.`;
};

const finish = ({ files, next, previous, tokenLifetimeSeconds, now }: KeyRotation): string => {
  const remaining = [next.publicKeyFile, previous].filter((file) => existsSync(file));
  const until = existsSync(previous) ? statSync(previous).mtimeMs + tokenLifetimeSeconds * 1000 : 0;
  if (now.getTime() < until) {
    return `Tokens signed with ${previous} are valid until ${new Date(until).toISOString()} or later.
Until then, keep ${settingWith(files, remaining)}
Then run this again.`;
  }
  const others = files.accepted.filter((entry) => !remaining.some((file) => isNamedBy(entry, file, files)));
  if (others.length < files.accepted.length) {
    return `All tokens signed with ${previous} have expired.
${others.length > 0 ? `Set ${setting(others)}` : 'Remove JWT__ACCEPTED_PUBLIC_KEYS from the settings'}
and restart every instance. Then run this again.`;
  }
  for (const file of remaining.reverse()) rmSync(file);
  return `Finished: ${files.privateKeyFile} and ${files.publicKeyFile} are the keys, and the files of the rotation are removed.
The next run of this command begins another rotation.`;
};

const setting = (entries: readonly string[]) => `JWT__ACCEPTED_PUBLIC_KEYS=${entries.join(',')}`;

/** The setting with the accepted entries and these files. */
const settingWith = (files: KeyFiles, wanted: readonly string[]) => {
  const others = files.accepted.filter((entry) => !wanted.some((file) => isNamedBy(entry, file, files)));
  return setting([...others, ...wanted]);
};

const isNamedBy = (entry: string, file: string, { algorithm }: KeyFiles) => {
  const named = acceptedFile(entry, algorithm).file;
  return existsSync(named) && realpathSync(named) === realpathSync(file);
};

/** Whether the settings accept the file, with the algorithm that signs. */
const isAccepted = (file: string, files: KeyFiles) =>
  files.accepted.some(
    (entry) =>
      isNamedBy(entry, file, files) && acceptedFile(entry, files.algorithm).algorithm === files.algorithm,
  );

const content = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

const publicHalf = (file: string): KeyObject => createPublicKey(readFileSync(file));

/** Writes a copy under a temporary name, and returns a function that renames it: a kill never leaves half a file. */
const prepareCopy = (from: string, to: string): (() => void) => {
  writeFileSync(`${to}.new`, readFileSync(from));
  copyOwnership(`${to}.new`, from);
  return () => renameSync(`${to}.new`, to);
};
