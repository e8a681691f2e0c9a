import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { keyMistakes, loadSigningKey, makeMissingKeys } from '../../../src/adapters/crypto/signing-keys.js';
import {
  ec,
  ecPair,
  keyFiles,
  privatePem,
  publicPem,
  rsa,
  rsaPair,
  strangerPair,
  written,
} from './forging.js';
import { exampleKey, exampleThumbprint } from './rfc-7638-example.js';

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);
const read = (file: string) => readFileSync(file, 'utf8');

describe('make missing keys', function () {
  this.timeout(60_000);

  it('ASVS 11.2.3/11.6.1: makes a usable pair of 3072 bits, or on P-256, readable by its owner only', () => {
    for (const algorithm of ['RS256', 'ES256'] as const) {
      const files = keyFiles(algorithm);
      makeMissingKeys(files);
      const { modulusLength, namedCurve } = loadSigningKey(files).publicKey.asymmetricKeyDetails ?? {};
      expect([modulusLength, namedCurve]).to.deep.equal(
        algorithm === 'RS256' ? [3072, undefined] : [undefined, 'prime256v1'],
      );
      expect(keyMistakes(files, true)).to.be.empty;
      expect(mode(files.privateKeyFile)).to.equal('600');
    }
  });

  it('in a missing directory: creates it, and leaves nothing but the two files', () => {
    const { privateKeyFile, ...others } = keyFiles('ES256');
    const directory = join(dirname(privateKeyFile), 'a', 'b');
    const [one, two] = [join(directory, 'one.pem'), join(directory, 'two.pem')];
    makeMissingKeys({ ...others, privateKeyFile: one, publicKeyFile: two });
    expect(readdirSync(directory).sort()).to.deep.equal(['one.pem', 'two.pem']);
  });

  it('with both, or only the private one: keeps it, and makes the public one; with only the public one: makes none', () => {
    for (const isMissing of [false, true]) {
      const files = written(rsaPair);
      if (isMissing) rmSync(files.publicKeyFile);
      makeMissingKeys(files);
      expect(read(files.privateKeyFile)).to.equal(privatePem(rsaPair.privateKey));
      expect(read(files.publicKeyFile)).to.equal(publicPem(rsaPair.publicKey));
    }
    const files = written(rsaPair);
    rmSync(files.privateKeyFile);
    makeMissingKeys(files);
    expect(existsSync(files.privateKeyFile)).to.equal(false);
    expect(read(files.publicKeyFile)).to.equal(publicPem(rsaPair.publicKey));
  });
});

describe('load a signing key', () => {
  it('RFC 7638 section 3.1, the key of the example: has the thumbprint of the example', () => {
    const privateKey = createPrivateKey({ key: exampleKey, format: 'jwk' });
    const key = loadSigningKey(written({ privateKey, publicKey: createPublicKey(privateKey) }));
    expect(key.kid).to.equal(exampleThumbprint);
    const { kty, n, e } = exampleKey;
    expect(key.jwk).to.deep.equal({ kty, n, e, alg: 'RS256', use: 'sig', kid: exampleThumbprint });
  });

  for (const algorithm of ['RS256', 'PS256', 'ES256'] as const) {
    it(`ASVS 15.3.1, for ${algorithm}: publishes the public key and nothing of the private one`, () => {
      const pair = algorithm === 'ES256' ? ecPair : rsaPair;
      const { jwk, kid } = loadSigningKey(written(pair, algorithm));
      const members = algorithm === 'ES256' ? ['crv', 'kty', 'x', 'y'] : ['e', 'kty', 'n'];
      expect(Object.keys(jwk)).to.have.members([...members, 'alg', 'use', 'kid']);
      expect(jwk).to.include({ alg: algorithm, use: 'sig', kid });
      expect(createPublicKey({ key: { ...jwk }, format: 'jwk' }).equals(pair.publicKey)).to.equal(true);
    });
  }

  it('RFC 8725 section 3.1, for another algorithm: is another key with the same thumbprint', () => {
    const [one, other] = [loadSigningKey(written(rsaPair)), loadSigningKey(written(rsaPair, 'PS256'))];
    expect([one.algorithm, other.algorithm]).to.deep.equal(['RS256', 'PS256']);
    expect(other.kid).to.equal(one.kid);
  });
});

describe('mistakes in the key files', function () {
  this.timeout(60_000);

  it('missing files: are reported where they are required, or cannot be made', () => {
    const right = written(rsaPair);
    const none = `${right.privateKeyFile}.none`;
    const named = (files: object, required: boolean) =>
      keyMistakes({ ...right, ...files }, required).map((mistake) => mistake.split(' ')[0]);
    const [privateKey, publicKey] = [{ privateKeyFile: none }, { publicKeyFile: none }];
    expect(named({ ...privateKey, ...publicKey }, false)).to.be.empty;
    expect(named({ ...privateKey, ...publicKey }, true)).to.deep.equal([
      'JWT__PRIVATE_KEY',
      'JWT__PUBLIC_KEY',
    ]);
    for (const required of [true, false])
      expect(named(privateKey, required)).to.deep.equal(['JWT__PRIVATE_KEY']);
    expect(named(publicKey, true)).to.deep.equal(['JWT__PUBLIC_KEY']);
    expect(named(publicKey, false)).to.be.empty;
    // ASVS 11.2.3: 2048 bits are accepted.
    expect(named({}, true)).to.be.empty;
  });

  const pss = () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  const ed25519 = () => generateKeyPairSync('ed25519');
  const table: [name: string, files: () => ReturnType<typeof written>, message: RegExp][] = [
    ['not a pair', () => written({ ...rsaPair, publicKey: strangerPair.publicKey }), /not a pair/],
    ['ASVS 11.2.3, 1024 bits', () => written(rsa(1024)), /1024 bits.*2048/],
    ['ASVS 11.6.1, another curve', () => written(ec('P-384'), 'ES256'), /ES256.*P-256/],
    ['an RSA key for ES256', () => written(rsaPair, 'ES256'), /ES256.*ec, not rsa/],
    ['an EC key for RS256', () => written(ecPair), /RS256.*rsa, not ec/],
    ['an EC key for PS256', () => written(ecPair, 'PS256'), /PS256.*rsa, not ec/],
    ['an Ed25519 key', () => written(ed25519(), 'ES256'), /ES256.*not ed25519/],
    ['a key for PSS alone', () => written(pss()), /RS256.*rsa, not rsa-pss/],
  ];
  it('keys that are not a pair, or not of the algorithm: are reported', () => {
    for (const [name, files, message] of table) {
      const [mistake, ...others] = keyMistakes(files(), false);
      expect(others, name).to.be.empty;
      expect(mistake)
        .to.match(message)
        .and.to.match(/^JWT__PRIVATE_KEY and JWT__PUBLIC_KEY/);
    }
  });

  it('a key that is not PEM, is encrypted or cannot be read: reports which key, without content or path', () => {
    const cipher = { cipher: 'aes-256-cbc', passphrase: 'hunter2' };
    const encrypted = rsaPair.privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }) as string;
    const pem = '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n';
    for (const half of ['private', 'public'] as const) {
      const files = written(rsaPair);
      const rejects = (reason: string) => {
        const [mistake, ...others] = keyMistakes(files, false);
        expect(others).to.be.empty;
        expect(mistake)
          .to.include(`the ${half} key ${reason}`)
          .and.not.match(/hunter2|\.pem/);
      };
      for (const content of ['', 'hunter2', pem]) {
        writeFileSync(files[`${half}KeyFile`], content);
        rejects('is not');
      }
      writeFileSync(files[`${half}KeyFile`], encrypted);
      rejects('is encrypted');
      rmSync(files[`${half}KeyFile`]);
      mkdirSync(files[`${half}KeyFile`]);
      rejects('cannot be read: EISDIR');
    }
  });

  it('a private key of another user: is reported as unreadable, not as invalid', () => {
    const files = written(rsaPair);
    chmodSync(files.privateKeyFile, 0);
    const isRoot = process.geteuid?.() === 0;
    // Root may read every file.
    if (isRoot) process.seteuid?.(65_534);
    try {
      expect(keyMistakes(files, false)[0]).to.include('the private key cannot be read: EACCES');
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});
