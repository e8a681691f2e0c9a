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

  it('ASVS 11.2.3, for RS256: a pair of 3072 bit that can be used', () => {
    const files = keyFiles();
    makeMissingKeys(files);
    expect(loadSigningKey(files).publicKey.asymmetricKeyDetails?.modulusLength).to.equal(3072);
    expect(keyMistakes(files, true)).to.be.empty;
  });

  it('ASVS 11.6.1, for ES256: a pair on the curve P-256 that can be used', () => {
    const files = keyFiles('ES256');
    makeMissingKeys(files);
    expect(loadSigningKey(files).publicKey.asymmetricKeyDetails?.namedCurve).to.equal('prime256v1');
  });

  it('in a directory that is not there yet: makes it, and leaves nothing but the two files', () => {
    const { privateKeyFile, ...others } = keyFiles('ES256');
    const directory = join(dirname(privateKeyFile), 'a', 'b');
    const files = {
      ...others,
      privateKeyFile: join(directory, 'one.pem'),
      publicKeyFile: join(directory, 'two.pem'),
    };
    makeMissingKeys(files);
    expect(readdirSync(directory).sort()).to.deep.equal(['one.pem', 'two.pem']);
  });

  it('the private one: is for the eyes of its owner only', () => {
    const files = keyFiles('ES256');
    makeMissingKeys(files);
    expect(mode(files.privateKeyFile)).to.equal('600');
  });

  it('with both there: overwrites neither', () => {
    const files = written(rsaPair);
    makeMissingKeys(files);
    expect(read(files.privateKeyFile)).to.equal(privatePem(rsaPair.privateKey));
    expect(read(files.publicKeyFile)).to.equal(publicPem(rsaPair.publicKey));
  });

  it('with only the private one there, as after a kill between the two: makes its other half', () => {
    const files = written(rsaPair);
    rmSync(files.publicKeyFile);
    makeMissingKeys(files);
    expect(read(files.privateKeyFile)).to.equal(privatePem(rsaPair.privateKey));
    expect(read(files.publicKeyFile)).to.equal(publicPem(rsaPair.publicKey));
  });

  it('with only the public one there: overwrites it not, since it belongs to a key somewhere', () => {
    const files = keyFiles('ES256');
    writeFileSync(files.publicKeyFile, 'public');
    makeMissingKeys(files);
    expect(read(files.publicKeyFile)).to.equal('public');
    expect(existsSync(files.privateKeyFile)).to.equal(false);
  });
});

describe('load a signing key', () => {
  it('RFC 7638 section 3.1, the key of the example: has the thumbprint of the example', () => {
    const privateKey = createPrivateKey({ key: exampleKey, format: 'jwk' });
    const key = loadSigningKey(written({ privateKey, publicKey: createPublicKey(privateKey) }));
    expect(key.kid).to.equal(exampleThumbprint);
    expect(key.jwk).to.deep.equal({
      kty: 'RSA',
      n: exampleKey.n,
      e: 'AQAB',
      alg: 'RS256',
      use: 'sig',
      kid: exampleThumbprint,
    });
  });

  for (const algorithm of ['RS256', 'PS256', 'ES256'] as const) {
    it(`ASVS 15.3.1, for ${algorithm}: publishes the public half and nothing of the private one`, () => {
      const pair = algorithm === 'ES256' ? ecPair : rsaPair;
      const { jwk, kid } = loadSigningKey(written(pair, algorithm));
      const members = algorithm === 'ES256' ? ['crv', 'kty', 'x', 'y'] : ['e', 'kty', 'n'];
      expect(Object.keys(jwk)).to.have.members([...members, 'alg', 'use', 'kid']);
      expect(jwk).to.include({ alg: algorithm, use: 'sig', kid });
      expect(createPublicKey({ key: { ...jwk }, format: 'jwk' }).equals(pair.publicKey)).to.equal(true);
    });
  }

  it('RFC 8725 section 3.1, for another algorithm: another key that goes by the same thumbprint', () => {
    const [one, other] = [loadSigningKey(written(rsaPair)), loadSigningKey(written(rsaPair, 'PS256'))];
    expect([one.algorithm, other.algorithm]).to.deep.equal(['RS256', 'PS256']);
    expect(other.kid).to.equal(one.kid);
  });
});

describe('mistakes in the key files', function () {
  this.timeout(60_000);

  it('with both missing: none, unless they are required', () => {
    expect(keyMistakes(keyFiles(), false)).to.be.empty;
    expect(keyMistakes(keyFiles(), true)).to.deep.equal([
      'JWT__PRIVATE_KEY names a file that does not exist',
      'JWT__PUBLIC_KEY names a file that does not exist',
    ]);
  });

  it('with one missing: names the one, unless it can be made of the other', () => {
    const right = written(rsaPair);
    const none = `${right.privateKeyFile}.none`;
    const mistakes = (files: object, required: boolean) => keyMistakes({ ...right, ...files }, required);
    const noPrivateKey = ['JWT__PRIVATE_KEY names a file that does not exist'];
    expect(mistakes({ privateKeyFile: none }, true)).to.deep.equal(noPrivateKey);
    expect(mistakes({ privateKeyFile: none }, false)).to.deep.equal(noPrivateKey);
    expect(mistakes({ publicKeyFile: none }, true)).to.deep.equal([
      'JWT__PUBLIC_KEY names a file that does not exist',
    ]);
    expect(mistakes({ publicKeyFile: none }, false)).to.deep.equal([]);
  });

  const pss = () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  const ed25519 = () => generateKeyPairSync('ed25519');
  const table: [name: string, files: () => ReturnType<typeof written>, says: string][] = [
    [
      'not a pair',
      () => written({ ...rsaPair, publicKey: strangerPair.publicKey }),
      'the private and the public key are not a pair',
    ],
    ['ASVS 11.2.3, 1024 bit', () => written(rsa(1024)), 'the key has 1024 bits, and the minimum is 2048'],
    [
      'ASVS 11.6.1, another curve',
      () => written(ec('P-384'), 'ES256'),
      'ES256 requires a key on the curve P-256',
    ],
    ['an RSA key for ES256', () => written(rsaPair, 'ES256'), 'ES256 requires a key of type ec, not rsa'],
    ['an EC key for RS256', () => written(ecPair), 'RS256 requires a key of type rsa, not ec'],
    ['an EC key for PS256', () => written(ecPair, 'PS256'), 'PS256 requires a key of type rsa, not ec'],
    ['an Ed25519 key', () => written(ed25519(), 'ES256'), 'ES256 requires a key of type ec, not ed25519'],
    ['a key for PSS alone', () => written(pss()), 'RS256 requires a key of type rsa, not rsa-pss'],
  ];
  for (const [name, files, says] of table) {
    it(`${name}: says so`, () => {
      expect(keyMistakes(files(), false)).to.deep.equal([
        `JWT__PRIVATE_KEY and JWT__PUBLIC_KEY cannot be used: ${says}`,
      ]);
    });
  }

  for (const half of ['private', 'public'] as const) {
    it(`a ${half} key that is not PEM: says which half, and nothing of its content`, () => {
      for (const content of [
        '',
        'hunter2',
        '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n',
      ]) {
        const files = written(rsaPair);
        writeFileSync(files[`${half}KeyFile`], content);
        expect(keyMistakes(files, false)).to.deep.equal([
          `JWT__PRIVATE_KEY and JWT__PUBLIC_KEY cannot be used: the ${half} key is not a valid PEM key`,
        ]);
      }
    });
  }

  for (const half of ['private', 'public'] as const) {
    it(`a ${half} key that cannot be read: says so, with the system's code and without the path`, () => {
      const files = written(rsaPair);
      rmSync(files[`${half}KeyFile`]);
      mkdirSync(files[`${half}KeyFile`]);
      expect(keyMistakes(files, false)).to.have.lengthOf(1);
      expect(keyMistakes(files, false)[0])
        .to.match(new RegExp(`the ${half} key cannot be read: EISDIR: .*directory`))
        .and.not.include('.pem');
    });
  }

  it('a private key of another user: says that it may not be read, and not that it is no key', () => {
    const files = written(rsaPair);
    chmodSync(files.privateKeyFile, 0);
    const isRoot = process.geteuid?.() === 0;
    // The superuser may read everything.
    if (isRoot) process.seteuid?.(65_534);
    try {
      expect(keyMistakes(files, false)[0]).to.include(
        'the private key cannot be read: EACCES: permission denied',
      );
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it('a private key with a passphrase: says so', () => {
    const files = written(rsaPair);
    const encrypted = rsaPair.privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'hunter2',
    });
    writeFileSync(files.privateKeyFile, encrypted);
    expect(keyMistakes(files, false)[0]).to.include('the private key is encrypted');
  });

  it('ASVS 11.2.3, 2048 bit: none', () => expect(keyMistakes(written(rsaPair), true)).to.be.empty);
});
