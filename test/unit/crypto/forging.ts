import { constants, createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JwtAccessTokens } from '../../../src/adapters/crypto/jwt-access-tokens.js';
import {
  type Algorithm,
  type KeyFiles,
  loadSigningKey,
  type SigningKey,
} from '../../../src/adapters/crypto/signing-keys.js';

/** The names of two files in a new directory. */
export const keyFiles = (algorithm: Algorithm = 'RS256'): KeyFiles => {
  const directory = mkdtempSync(join(tmpdir(), 'keys-'));
  return {
    privateKeyFile: join(directory, 'private.pem'),
    publicKeyFile: join(directory, 'public.pem'),
    algorithm,
    accepted: [],
  };
};

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export const rsa = (bits = 2048): KeyPair => generateKeyPairSync('rsa', { modulusLength: bits });
export const ec = (namedCurve = 'P-256'): KeyPair => generateKeyPairSync('ec', { namedCurve });
export const publicPem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }) as string;
export const privatePem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }) as string;

/** Writes the private and the public key into a file each. */
export const written = ({ privateKey, publicKey }: KeyPair, algorithm: Algorithm = 'RS256'): KeyFiles => {
  const files = keyFiles(algorithm);
  writeFileSync(files.privateKeyFile, privatePem(privateKey));
  writeFileSync(files.publicKeyFile, publicPem(publicKey));
  return files;
};

/** A key pair of each type for the whole run, and one that the service does not accept. */
export const rsaPair = rsa();
export const strangerPair = rsa();
export const ecPair = ec();

const pairOf = (algorithm: Algorithm) => (algorithm === 'ES256' ? ecPair : rsaPair);
export const signingKey = (algorithm: Algorithm = 'RS256'): SigningKey =>
  loadSigningKey(written(pairOf(algorithm), algorithm));

/** Seconds: the time of these tests. */
export const now = 1_800_000_000;
export const settings = { issuer: 'project-db-auth', audience: 'project-db-auth', accessTtl: 900 };

export const tokensAt = (seconds: number, key: SigningKey, overrides: Partial<typeof settings> = {}) =>
  new JwtAccessTokens(
    { signing: key, verifying: [key] },
    { ...settings, ...overrides },
    { now: () => new Date(seconds * 1000) },
  );

export const sid = '6b1d2e0c-7a41-4c1e-9f0e-0d9b6a3f5c21';

/** The claims of a valid token issued now. A value of undefined removes a claim. */
export const claims = (overrides: object = {}): object => ({
  iss: settings.issuer,
  aud: settings.audience,
  sub: '7',
  iat: now,
  exp: now + 900,
  jti: randomUUID(),
  sid,
  client_id: settings.audience,
  role: 'user',
  ver: 1,
  auth_time: now - 60,
  amr: ['pwd'],
  acr: 'aal1',
  ...overrides,
});

type Sign = (data: Buffer) => Buffer;

const signWith =
  (hash: string, options: object = {}) =>
  (key: KeyObject): Sign =>
  (data) =>
    sign(hash, data, { key, ...options });

/** How each `alg` is signed, without the library under test. */
export const signers = {
  RS256: signWith('sha256'),
  RS512: signWith('sha512'),
  PS256: signWith('sha256', { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
  ES256: signWith('sha256', { dsaEncoding: 'ieee-p1363' }),
  HS256:
    (secret: string): Sign =>
    (data) =>
      createHmac('sha256', secret).update(data).digest(),
  none: (): Sign => () => Buffer.alloc(0),
};

const encoded = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token with any header and payload. Strings are used unchanged. */
export const forge = (header: unknown, payload: unknown, signed: Sign): string => {
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${signed(Buffer.from(input)).toString('base64url')}`;
};
