import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  chmodSync,
  chownSync,
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
import { acceptedFile, type KeyFiles, keyMistakes, loadSigningKey, makeMissingKeys } from './signing-keys.js';

interface Rotation {
  readonly files: KeyFiles;
  /** The pair to come; its public half stays there while the settings name it. */
  readonly next: KeyFiles;
  /** A copy of the public key that the next one follows. */
  readonly previous: string;
  /** Seconds that a token signed now is accepted somewhere at most. */
  readonly life: number;
  readonly now: Date;
}

/**
 * Does the one step of a rotation whose time has come, and says what people have to do before the next: make and
 * publish the next pair; put it in place; wait until no token of the old one lives; remove what is left. The files
 * tell which it is. Running services have read theirs and notice nothing, and one that starts between two runs
 * accepts the tokens of all others, given that it was done what the run before had asked for.
 * @param accessTtl seconds
 * @throws Error that says what is in the way
 */
export const rotateKeys = (files: KeyFiles, accessTtl: number, now: Date): string => {
  const next = {
    ...files,
    privateKeyFile: beside(files.privateKeyFile, 'next'),
    publicKeyFile: beside(files.publicKeyFile, 'next'),
  };
  const previous = beside(files.publicKeyFile, 'previous');
  const rotation: Rotation = { files, next, previous, life: accessTtl + clockSkew, now };
  const isInPlace =
    existsSync(files.privateKeyFile) && !existsSync(next.privateKeyFile) && existsSync(next.publicKeyFile);
  if (isInPlace && !publicHalf(files.privateKeyFile).equals(publicHalf(next.publicKeyFile))) {
    throw new Error(`${next.publicKeyFile} is there without its private key: remove it and run this again`);
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
const beside = (file: string, word: string) => file.replace(/(\.[^./]*)?$/, (ending) => `.${word}${ending}`);

const prepare = ({ files, next, previous }: Rotation): void => {
  if (existsSync(previous) && !publicHalf(previous).equals(publicHalf(files.publicKeyFile))) {
    throw new Error(`${previous} is there from elsewhere: remove it and run this again`);
  }
  makeMissingKeys(next);
  makeAlike(next.privateKeyFile, files.privateKeyFile, 0o640);
  makeAlike(next.publicKeyFile, files.publicKeyFile);
  try {
    loadSigningKey(next);
  } catch (error) {
    const what = `${next.privateKeyFile} and ${next.publicKeyFile} cannot be used: ${(error as Error).message}`;
    throw new Error(`${what}. Remove both and run this again`, { cause: error });
  }
  // Before its time, so that one setting is good for before and after the keys change places.
  readyCopy(files.publicKeyFile, previous)();
};

const publish = ({ files, next, previous }: Rotation): string =>
  `${next.privateKeyFile} and ${next.publicKeyFile} are the next keys. Nothing is signed with them yet.
Set ${wholeSetting(files, [next.publicKeyFile, previous])}
and restart every instance. Then run this again.`;

/**
 * The private key first. Killed between the two, it leaves halves that are no pair, on which no service starts; but the
 * other half is in `next`, from where the next run takes it.
 */
const putInPlace = ({ files, next, previous, life, now }: Rotation): string => {
  utimesSync(previous, now, now);
  const putPublicKey = readyCopy(next.publicKeyFile, files.publicKeyFile);
  if (existsSync(next.privateKeyFile)) renameSync(next.privateKeyFile, files.privateKeyFile);
  putPublicKey();
  return `${files.privateKeyFile} and ${files.publicKeyFile} are the new keys, ${previous} is the one before.
Leave JWT__ACCEPTED_PUBLIC_KEYS as it is, and restart every instance: they sign with the new key then.
When the last of them has been up for ${Math.ceil(life / 60)} minutes, run this again.`;
};

const finish = ({ files, next, previous, life, now }: Rotation): string => {
  const left = [next.publicKeyFile, previous].filter((file) => existsSync(file));
  const until = existsSync(previous) ? statSync(previous).mtimeMs + life * 1000 : 0;
  if (now.getTime() < until) {
    return `Tokens signed with ${previous} live until ${new Date(until).toISOString()} at least.
Until then the setting is ${wholeSetting(files, left)}
Run this again after that.`;
  }
  const others = files.accepted.filter((entry) => !left.some((file) => isNamedBy(entry, file, files)));
  if (others.length < files.accepted.length) {
    return `No token signed with ${previous} lives any more.
${others.length > 0 ? `Set ${setting(others)}` : 'Take JWT__ACCEPTED_PUBLIC_KEYS out of the settings'}
and restart every instance. Then run this again.`;
  }
  for (const file of left.reverse()) rmSync(file);
  return `Finished: ${files.privateKeyFile} and ${files.publicKeyFile} are the keys, and nothing else is left.`;
};

const setting = (entries: readonly string[]) => `JWT__ACCEPTED_PUBLIC_KEYS=${entries.join(',')}`;

/** What is accepted already, and these. */
const wholeSetting = (files: KeyFiles, wanted: readonly string[]) => {
  const others = files.accepted.filter((entry) => !wanted.some((file) => isNamedBy(entry, file, files)));
  return setting([...others, ...wanted]);
};

const isNamedBy = (entry: string, file: string, { algorithm }: KeyFiles) => {
  const named = acceptedFile(entry, algorithm).file;
  return existsSync(named) && realpathSync(named) === realpathSync(file);
};

/** Whether the settings accept it, and for the right algorithm. */
const isAccepted = (file: string, files: KeyFiles) =>
  files.accepted.some(
    (entry) =>
      isNamedBy(entry, file, files) && acceptedFile(entry, files.algorithm).algorithm === files.algorithm,
  );

const content = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

const publicHalf = (file: string): KeyObject => createPublicKey(readFileSync(file));

/** Under another name first, so that no kill leaves half a file; what it returns puts it in place. */
const readyCopy = (from: string, to: string): (() => void) => {
  writeFileSync(`${to}.new`, readFileSync(from));
  makeAlike(`${to}.new`, from);
  return () => renameSync(`${to}.new`, to);
};

/** Whoever may read `like` may read the file: a service need not run as the one who rotates its keys. */
const makeAlike = (file: string, like: string, most = 0o777): void => {
  const [given, wanted] = [statSync(file), statSync(like)];
  if (given.uid !== wanted.uid || given.gid !== wanted.gid) chownSync(file, wanted.uid, wanted.gid);
  chmodSync(file, wanted.mode & most);
};
