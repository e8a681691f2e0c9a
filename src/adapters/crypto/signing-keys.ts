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

/** The supported JWS algorithms (RFC 7518 section 3.1). */
export type Algorithm = 'RS256' | 'PS256' | 'ES256';

export interface KeyFiles {
  readonly privateKeyFile: string;
  readonly publicKeyFile: string;
  readonly algorithm: Algorithm;
  /** Additional keys that verify tokens, each as `file` or `file:ALG`. Default of ALG: `algorithm`. */
  readonly accepted: readonly string[];
}

export const algorithms: readonly Algorithm[] = ['RS256', 'PS256', 'ES256'];

/** A key that verifies tokens of one algorithm. `kid` is its thumbprint (RFC 7638). */
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

/** Bits of a generated RSA key, and the minimum that is accepted (NIST SP 800-131A). */
const [generatedBits, minBits] = [3072, 2048];

/**
 * Returns what is wrong with the key files, one sentence each. Missing files that `makeMissingKeys` can generate are
 * reported only if they are `required`.
 */
export const keyMistakes = (files: KeyFiles, required: boolean): string[] => {
  const names = { privateKeyFile: 'JWT__PRIVATE_KEY', publicKeyFile: 'JWT__PUBLIC_KEY' } as const;
  const missing = (['privateKeyFile', 'publicKeyFile'] as const).filter((file) => !exists(files[file]));
  const canBeGenerated = !required && (missing.length === 2 || missing[0] === 'publicKeyFile');
  const mistakesOf = (load: () => unknown, what: string): string[] => {
    try {
      load();
      return [];
    } catch (error) {
      return [`${what} cannot be used: ${(error as Error).message}`];
    }
  };
  const ofAccepted = files.accepted.flatMap((entry) =>
    mistakesOf(() => acceptedKey(entry, files.algorithm), `JWT__ACCEPTED_PUBLIC_KEYS: ${entry}`),
  );
  if (canBeGenerated) return ofAccepted;
  if (missing.length > 0) {
    return [...missing.map((file) => `${names[file]} names a file that does not exist`), ...ofAccepted];
  }
  const ofPair = mistakesOf(() => loadSigningKey(files), 'JWT__PRIVATE_KEY and JWT__PUBLIC_KEY');
  const mistakes = [...ofPair, ...ofAccepted];
  return mistakes.length > 0 ? mistakes : mistakesOf(() => loadKeys(files), 'JWT__ACCEPTED_PUBLIC_KEYS');
};

/** The keys of a service: the one that signs, and all that verify. The signing key is the first of those. */
export interface SigningKeys {
  readonly signing: SigningKey;
  readonly verifying: readonly VerificationKey[];
}

/** Loads the keys. @throws Error if one cannot be used, or is named with two algorithms */
export const loadKeys = (files: KeyFiles): SigningKeys => {
  const signing = loadSigningKey(files);
  const byKid = new Map<string, VerificationKey>([[signing.kid, signing]]);
  for (const entry of files.accepted) {
    const key = acceptedKey(entry, files.algorithm);
    const same = byKid.get(key.kid);
    if (same !== undefined && same.algorithm !== key.algorithm) {
      throw new Error(`the key in ${entry} is already used for ${same.algorithm}; a key has one algorithm`);
    }
    if (same === undefined) byKid.set(key.kid, key);
  }
  return { signing, verifying: [...byKid.values()] };
};

/** Parses an entry of `accepted` into its file and algorithm. */
export const acceptedFile = (entry: string, defaultAlgorithm: Algorithm) => {
  const named = algorithms.find((algorithm) => entry.endsWith(`:${algorithm}`));
  return named === undefined
    ? { file: entry, algorithm: defaultAlgorithm }
    : { file: entry.slice(0, -named.length - 1), algorithm: named };
};

const acceptedKey = (entry: string, defaultAlgorithm: Algorithm): VerificationKey => {
  const { file, algorithm } = acceptedFile(entry, defaultAlgorithm);
  if (!exists(file)) throw new Error('the file does not exist');
  return verificationKey(readKey('public', file, createPublicKey), algorithm);
};

/**
 * Generates the pair if both files are missing, and derives the public key if only that one is. The private key is
 * written first, readable by its owner only. Returns whether it wrote a file.
 */
export const makeMissingKeys = (files: KeyFiles): boolean => {
  const hasPrivate = exists(files.privateKeyFile);
  if (exists(files.publicKeyFile)) return false;
  const privateKey = hasPrivate
    ? readKey('private', files.privateKeyFile, createPrivateKey)
    : generateKey(files.algorithm);
  if (!hasPrivate) {
    writeAtomically(files.privateKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  }
  const publicKey = createPublicKey(privateKey);
  writeAtomically(files.publicKeyFile, publicKey.export({ type: 'spki', format: 'pem' }), 0o644);
  return true;
};

const generateKey = (algorithm: Algorithm): KeyObject =>
  algorithm === 'ES256'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    : generateKeyPairSync('rsa', { modulusLength: generatedBits }).privateKey;

/** Writes under a temporary name first, so that a kill never leaves half a file. */
const writeAtomically = (file: string, content: string | Buffer, mode: number) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, content, { mode });
  renameSync(`${file}.new`, file);
};

/** @throws Error with what is wrong with the files, without their content */
export const loadSigningKey = ({
  privateKeyFile,
  publicKeyFile,
  algorithm,
}: Pick<KeyFiles, 'privateKeyFile' | 'publicKeyFile' | 'algorithm'>): SigningKey => {
  const privateKey = readKey('private', privateKeyFile, createPrivateKey);
  const publicKey = readKey('public', publicKeyFile, createPublicKey);
  if (!createPublicKey(privateKey).equals(publicKey))
    throw new Error('the private and the public key are not a pair');
  return { privateKey, ...verificationKey(publicKey, algorithm) };
};

/** Whether an RSA key is accepted, but too short for new keys (NIST SP 800-57 part 1, table 2). */
export const isShort = ({ publicKey }: VerificationKey): boolean =>
  (publicKey.asymmetricKeyDetails?.modulusLength ?? generatedBits) < generatedBits;

const verificationKey = (publicKey: KeyObject, algorithm: Algorithm): VerificationKey => {
  const isEc = algorithm === 'ES256';
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (type !== (isEc ? 'ec' : 'rsa'))
    throw new Error(`${algorithm} requires a key of type ${isEc ? 'ec' : 'rsa'}, not ${type}`);
  if (isEc && details?.namedCurve !== 'prime256v1')
    throw new Error('ES256 requires a key on the curve P-256');
  if (!isEc && (details?.modulusLength ?? 0) < minBits) {
    throw new Error(`the key has ${details?.modulusLength} bits, and the minimum is ${minBits}`);
  }
  const { kty = '', ...numbers } = publicKey.export({ format: 'jwk' });
  const members = isEc
    ? { crv: `${numbers.crv}`, kty, x: `${numbers.x}`, y: `${numbers.y}` }
    : { e: `${numbers.e}`, kty, n: `${numbers.n}` };
  // RFC 7638 section 3: only the required members, sorted by name.
  const kid = createHash('sha256').update(JSON.stringify(members)).digest('base64url');
  return { kid, algorithm, publicKey, jwk: { ...members, use: 'sig', alg: algorithm, kid } };
};
