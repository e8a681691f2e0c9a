import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { JwtAccessTokens } from '../../../src/adapters/crypto/jwt-access-tokens.js';
import { type Algorithm, keyMistakes, loadKeys } from '../../../src/adapters/crypto/signing-keys.js';
import { errorCode } from '../rejections.js';
import {
  claims,
  ec,
  ecPair,
  forge,
  type KeyPair,
  now,
  publicPem,
  rsa,
  rsaPair,
  settings,
  signers,
  strangerPair,
  written,
} from './forging.js';

const folder = mkdtempSync(join(tmpdir(), 'accepted-'));
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const rsaFile = file('rsa.pem', publicPem(strangerPair.publicKey));
const ecFile = file('ec.pem', publicPem(ecPair.publicKey));
const signing = written(rsaPair);
const withAccepted = (...accepted: string[]) => ({ ...signing, accepted });

describe('accepted keys, loaded', () => {
  it('without any: the signing key alone verifies', () => {
    const keys = loadKeys(withAccepted());
    expect(keys.verifying).to.deep.equal([keys.signing]);
  });

  it('as file, and as file:ALG: are bound to the algorithm of the settings, and to theirs', () => {
    const bound = (...accepted: string[]) =>
      loadKeys(withAccepted(...accepted))
        .verifying.slice(1)
        .map(({ algorithm, publicKey }) => `${algorithm} ${publicKey.asymmetricKeyType}`);
    expect(bound(rsaFile)).to.deep.equal(['RS256 rsa']);
    expect(bound(`${rsaFile}:PS256`, `${ecFile}:ES256`)).to.deep.equal(['PS256 rsa', 'ES256 ec']);
    const odd = file('a:b.pem', publicPem(strangerPair.publicKey));
    expect(bound(odd)).to.deep.equal(['RS256 rsa']);
    expect(bound(`${odd}:PS256`)).to.deep.equal(['PS256 rsa']);
  });

  it('the same key twice, or the signing key itself: counts as one; for two algorithms (RFC 8725 section 3.1): is rejected', () => {
    const files = withAccepted(rsaFile, `${rsaFile}:RS256`, signing.publicKeyFile);
    expect(loadKeys(files).verifying).to.have.lengthOf(2);
    expect(keyMistakes(files, true)).to.deep.equal([]);
    for (const accepted of [[rsaFile, `${rsaFile}:PS256`], [`${signing.publicKeyFile}:PS256`]]) {
      expect(() => loadKeys(withAccepted(...accepted))).to.throw(/is already used for RS256/);
      expect(keyMistakes(withAccepted(...accepted), true).join()).to.match(
        /^JWT__ACCEPTED_PUBLIC_KEYS.*is already used for RS256/,
      );
    }
  });

  const mistakes: [name: string, entry: string, message: RegExp][] = [
    ['that is missing', join(folder, 'none.pem'), /does not exist/],
    ['with an unknown algorithm', `${rsaFile}:RS512`, /does not exist/],
    ['that is not PEM', file('text.pem', 'hunter2'), /not a valid PEM key/],
    ['of another type', ecFile, /RS256.*rsa, not ec/],
    ['on another curve', `${file('p384.pem', publicPem(ec('P-384').publicKey))}:ES256`, /P-256/],
    ['of 1024 bits', file('short.pem', publicPem(rsa(1024).publicKey)), /1024 bits.*2048/],
  ];
  it('ASVS 11.2.3, an invalid one: is rejected by its name', () => {
    for (const [name, entry, message] of mistakes) {
      expect(() => loadKeys(withAccepted(entry)), name).to.throw(message);
      for (const required of [true, false]) {
        const [mistake, ...others] = keyMistakes(withAccepted(entry), required);
        expect(others, name).to.be.empty;
        expect(mistake).to.match(message).and.to.include(`JWT__ACCEPTED_PUBLIC_KEYS: ${entry} `);
      }
    }
  });

  it('several mistakes: are all reported, also when the signing key has one or is missing', () => {
    const bad = withAccepted(join(folder, 'none.pem'), `${rsaFile}:ES256`);
    const missing = { ...bad, privateKeyFile: `${folder}/no.pem`, publicKeyFile: `${folder}/nor.pem` };
    const counts = [keyMistakes(bad, true), keyMistakes(missing, false), keyMistakes(missing, true)];
    expect(counts.map(({ length }) => length)).to.deep.equal([2, 2, 4]);
    expect(keyMistakes({ ...bad, algorithm: 'ES256' }, true)[0]).to.match(/^JWT__PRIVATE_KEY and/);
  });

  it('ASVS 15.3.1, a private key in place of a public one: publishes nothing private', () => {
    const { privateKeyFile } = written(strangerPair);
    const [, key] = loadKeys(withAccepted(privateKeyFile)).verifying;
    expect(key?.jwk).to.have.all.keys('kty', 'n', 'e', 'alg', 'use', 'kid');
    expect(key?.publicKey.type).to.equal('public');
  });
});

describe('accepted keys, verifying', () => {
  const psPair = rsa();
  const pairs: Record<Algorithm, KeyPair> = { RS256: rsaPair, PS256: psPair, ES256: ecPair };
  const psFile = file('ps.pem', publicPem(psPair.publicKey));
  const keys = loadKeys(withAccepted(`${psFile}:PS256`, `${ecFile}:ES256`));
  const tokens = new JwtAccessTokens(keys, settings, { now: () => new Date(now * 1000) });
  const kidOf = (algorithm: Algorithm) => keys.verifying.find((key) => key.algorithm === algorithm)?.kid;
  const token = (of: Algorithm, alg: Algorithm = of, signer = of) =>
    forge({ alg, typ: 'at+jwt', kid: kidOf(of) }, claims(), signers[alg](pairs[signer].privateKey));
  const rejects = async (forged: string) =>
    expect(await errorCode(() => tokens.verify(forged))).to.equal('token-invalid');

  for (const algorithm of ['RS256', 'PS256', 'ES256'] as const) {
    it(`RFC 8725 section 3.1, one for ${algorithm}: verifies with ${algorithm} only`, async () => {
      expect(tokens.verify(token(algorithm))).to.include({ userId: 7 });
      for (const alg of ['RS256', 'PS256', 'ES256'] as const) {
        if (alg === algorithm) continue;
        // The header names another algorithm, which signed the token if the key allows it.
        if ((alg === 'ES256') === (algorithm === 'ES256')) await rejects(token(algorithm, alg));
        // The header has the right kid, but another accepted key signed the token.
        await rejects(token(algorithm, alg, alg));
      }
    });
  }

  it('ASVS 9.1.3, a key that is no longer accepted: verifies nothing', async () => {
    const fewer = new JwtAccessTokens(loadKeys(withAccepted(`${ecFile}:ES256`)), settings, {
      now: () => new Date(now * 1000),
    });
    expect(fewer.verify(token('ES256'))).to.include({ userId: 7 });
    expect(await errorCode(() => fewer.verify(token('PS256')))).to.equal('token-invalid');
  });
});
