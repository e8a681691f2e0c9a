import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { exists, readKey } from './key-file.js';

/** JWS algorithms (RFC 7518 section 3.1) that tokens may be signed with. */
export type Algorithm = 'RS256' | 'PS256' | 'ES256';

export interface KeyFiles {
  readonly privateKeyFile: string;
  readonly publicKeyFile: string;
  readonly algorithm: Algorithm;
  /** Keys accepted beside the signing one, each as `file` or `file:ALG`; without ALG it is `algorithm`. */
  readonly accepted: readonly string[];
}

/** The algorithms there are. */
export const algorithms: readonly Algorithm[] = ['RS256', 'PS256', 'ES256'];

/** A key that verifies tokens: bound to one algorithm, named by its thumbprint (RFC 7638). */
export interface VerificationKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly publicKey: KeyObject;
  /** The public half as a JWK (RFC 7517), with `kid`, `alg` and `use`. */
  readonly jwk: Readonly<Record<string, string>>;
}

export interface SigningKey extends VerificationKey {
  readonly privateKey: KeyObject;
}

/** Bits of a generated RSA key, and the fewest that are accepted (NIST SP 800-131A). */
const [madeBits, fewestBits] = [3072, 2048];

/**
 * What is wrong with the key files, one sentence each. What `makeMissingKeys` can make is wrong only when it is
 * `required` to be there.
 */
export const keyMistakes = (files: KeyFiles, required: boolean): string[] => {
  const names = { privateKeyFile: 'JWT__PRIVATE_KEY', publicKeyFile: 'JWT__PUBLIC_KEY' } as const;
  const missing = (['privateKeyFile', 'publicKeyFile'] as const).filter((file) => !exists(files[file]));
  const canBeMade = !required && (missing.length === 2 || missing[0] === 'publicKeyFile');
  const fails = (load: () => unknown, what: string): string[] => {
    try {
      load();
      return [];
    } catch (error) {
      return [`${what} cannot be used: ${(error as Error).message}`];
    }
  };
  const ofAccepted = files.accepted.flatMap((entry) =>
    fails(() => acceptedKey(entry, files.algorithm), `JWT__ACCEPTED_PUBLIC_KEYS: ${entry}`),
  );
  if (canBeMade) return ofAccepted;
  if (missing.length > 0) {
    return [...missing.map((file) => `${names[file]} names a file that is not there`), ...ofAccepted];
  }
  const ofPair = fails(() => loadSigningKey(files), 'JWT__PRIVATE_KEY and JWT__PUBLIC_KEY');
  const mistakes = [...ofPair, ...ofAccepted];
  return mistakes.length > 0 ? mistakes : fails(() => loadKeys(files), 'JWT__ACCEPTED_PUBLIC_KEYS');
};

/** The keys of a service: the one that signs, and all that verify, that one first. */
export interface Keys {
  readonly signing: SigningKey;
  readonly verifying: readonly VerificationKey[];
}

/** @throws Error when one cannot be used, or is named twice: a key is bound to one algorithm */
export const loadKeys = (files: KeyFiles): Keys => {
  const signing = loadSigningKey(files);
  const byKid = new Map<string, VerificationKey>([[signing.kid, signing]]);
  for (const entry of files.accepted) {
    const key = acceptedKey(entry, files.algorithm);
    const same = byKid.get(key.kid);
    if (same !== undefined && same.algorithm !== key.algorithm) {
      throw new Error(`${entry} is a key for ${same.algorithm} already`);
    }
    if (same === undefined) byKid.set(key.kid, key);
  }
  return { signing, verifying: [...byKid.values()] };
};

/** What an entry of `accepted` says: which file, and for which algorithm. */
export const acceptedFile = (entry: string, byDefault: Algorithm) => {
  const named = algorithms.find((algorithm) => entry.endsWith(`:${algorithm}`));
  return named === undefined
    ? { file: entry, algorithm: byDefault }
    : { file: entry.slice(0, -named.length - 1), algorithm: named };
};

const acceptedKey = (entry: string, byDefault: Algorithm): VerificationKey => {
  const { file, algorithm } = acceptedFile(entry, byDefault);
  if (!exists(file)) throw new Error('the file is not there');
  return verificationKey(readKey('public', file, createPublicKey), algorithm);
};

/**
 * Makes the pair of keys when neither file is there, and the public half when only that is missing. The private one
 * is written first, and for its owner's eyes only. False: there was nothing to make.
 */
export const makeMissingKeys = (files: KeyFiles): boolean => {
  const hasPrivate = exists(files.privateKeyFile);
  if (exists(files.publicKeyFile)) return false;
  const privateKey = hasPrivate
    ? readKey('private', files.privateKeyFile, createPrivateKey)
    : newKey(files.algorithm);
  if (!hasPrivate) {
    writeWhole(files.privateKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  }
  const publicKey = createPublicKey(privateKey);
  writeWhole(files.publicKeyFile, publicKey.export({ type: 'spki', format: 'pem' }), 0o644);
  return true;
};

const newKey = (algorithm: Algorithm): KeyObject =>
  algorithm === 'ES256'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    : generateKeyPairSync('rsa', { modulusLength: madeBits }).privateKey;

/** Under another name first, so that no kill leaves half a file. */
const writeWhole = (file: string, content: string | Buffer, mode: number) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, content, { mode });
  renameSync(`${file}.new`, file);
};

/** @throws Error that says what is wrong with the files, without anything of their content */
export const loadSigningKey = ({
  privateKeyFile,
  publicKeyFile,
  algorithm,
}: Pick<KeyFiles, 'privateKeyFile' | 'publicKeyFile' | 'algorithm'>): SigningKey => {
  const privateKey = readKey('private', privateKeyFile, createPrivateKey);
  const publicKey = readKey('public', publicKeyFile, createPublicKey);
  if (!createPublicKey(privateKey).equals(publicKey)) throw new Error('the two are not a pair');
  return { privateKey, ...verificationKey(publicKey, algorithm) };
};

/** Whether the key is one that is accepted, but that nobody should make today (NIST SP 800-57 part 1, table 2). */
export const isShort = ({ publicKey }: VerificationKey): boolean =>
  (publicKey.asymmetricKeyDetails?.modulusLength ?? madeBits) < madeBits;

const verificationKey = (publicKey: KeyObject, algorithm: Algorithm): VerificationKey => {
  const isEc = algorithm === 'ES256';
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (type !== (isEc ? 'ec' : 'rsa')) throw new Error(`${algorithm} does not go with a key of type ${type}`);
  if (isEc && details?.namedCurve !== 'prime256v1') throw new Error('ES256 needs a key on the curve P-256');
  if (!isEc && (details?.modulusLength ?? 0) < fewestBits) {
    throw new Error(`the key has ${details?.modulusLength} bits, and ${fewestBits} are the fewest accepted`);
  }
  const { kty = '', ...numbers } = publicKey.export({ format: 'jwk' });
  const members = isEc
    ? { crv: `${numbers.crv}`, kty, x: `${numbers.x}`, y: `${numbers.y}` }
    : { e: `${numbers.e}`, kty, n: `${numbers.n}` };
  // RFC 7638 section 3: the required members in order of their names, nothing else.
  const kid = createHash('sha256').update(JSON.stringify(members)).digest('base64url');
  return { kid, algorithm, publicKey, jwk: { ...members, use: 'sig', alg: algorithm, kid } };
};
