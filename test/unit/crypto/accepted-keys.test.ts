import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { JwtAccessTokens } from '../../../src/adapters/crypto/jwt-access-tokens.js';
import { type Algorithm, keyMistakes, loadKeys } from '../../../src/adapters/crypto/signing-keys.js';
import { refusalCode } from '../refusal.js';
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
  sid,
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
      loadKeys(withAccepted(...accepted)).verifying.map(({ algorithm, publicKey }) => ({
        algorithm,
        type: publicKey.asymmetricKeyType,
      }));
    const ours = { algorithm: 'RS256', type: 'rsa' };
    expect(bound(rsaFile)).to.deep.equal([ours, ours]);
    expect(bound(`${rsaFile}:PS256`, `${ecFile}:ES256`)).to.deep.equal([
      ours,
      { algorithm: 'PS256', type: 'rsa' },
      { algorithm: 'ES256', type: 'ec' },
    ]);
  });

  it('of a file whose own name holds a colon: is that file', () => {
    const odd = file('a:b.pem', publicPem(strangerPair.publicKey));
    expect(loadKeys(withAccepted(odd)).verifying).to.have.lengthOf(2);
    expect(loadKeys(withAccepted(`${odd}:PS256`)).verifying[1]?.algorithm).to.equal('PS256');
  });

  it('the same twice, or the signing key itself: counts once', () => {
    const files = withAccepted(rsaFile, `${rsaFile}:RS256`, signing.publicKeyFile);
    expect(loadKeys(files).verifying).to.have.lengthOf(2);
    expect(keyMistakes(files, true)).to.deep.equal([]);
  });

  it('RFC 8725 section 3.1, one for two algorithms: is refused, the signing key too', () => {
    for (const accepted of [[rsaFile, `${rsaFile}:PS256`], [`${signing.publicKeyFile}:PS256`]]) {
      expect(() => loadKeys(withAccepted(...accepted))).to.throw(/is already used for RS256/);
      expect(keyMistakes(withAccepted(...accepted), true).join()).to.match(
        /^JWT__ACCEPTED_PUBLIC_KEYS cannot be used: .* is already used for RS256;/,
      );
    }
  });

  const mistakes: [name: string, entry: string, says: string][] = [
    ['that is not there', join(folder, 'none.pem'), 'the file does not exist'],
    ['with an algorithm that is none', `${rsaFile}:RS512`, 'the file does not exist'],
    ['that is no PEM', file('text.pem', 'hunter2'), 'the public key is not a valid PEM key'],
    ['that is empty', file('empty.pem', ''), 'the public key is not a valid PEM key'],
    ['of another type', ecFile, 'RS256 requires a key of type rsa, not ec'],
    ['of another type than said', `${rsaFile}:ES256`, 'ES256 requires a key of type ec, not rsa'],
    [
      'on another curve',
      `${file('p384.pem', publicPem(ec('P-384').publicKey))}:ES256`,
      'ES256 requires a key on the curve P-256',
    ],
    [
      'of 1024 bits',
      file('short.pem', publicPem(rsa(1024).publicKey)),
      'the key has 1024 bits, and the minimum is 2048',
    ],
  ];
  for (const [name, entry, says] of mistakes) {
    it(`ASVS 11.2.3, one ${name}: is refused, and named`, () => {
      expect(() => loadKeys(withAccepted(entry))).to.throw(says);
      const told = [`JWT__ACCEPTED_PUBLIC_KEYS: ${entry} cannot be used: ${says}`];
      for (const required of [true, false]) {
        expect(keyMistakes(withAccepted(entry), required)).to.deep.equal(told);
      }
    });
  }

  it('several mistakes at once: are all told, also when the signing key has one or is still to be made', () => {
    const bad = [join(folder, 'none.pem'), `${rsaFile}:ES256`];
    const notThere = { privateKeyFile: `${folder}/no.pem`, publicKeyFile: `${folder}/nor.pem` };
    expect(keyMistakes(withAccepted(...bad), true)).to.have.lengthOf(2);
    expect(keyMistakes({ ...withAccepted(...bad), ...notThere }, false)).to.have.lengthOf(2);
    expect(keyMistakes({ ...withAccepted(...bad), ...notThere }, true)).to.have.lengthOf(4);
    expect(keyMistakes({ ...withAccepted(...bad), algorithm: 'ES256' }, true)[0]).to.match(
      /^JWT__PRIVATE_KEY and/,
    );
  });

  it('ASVS 15.3.1, a private key where a public one belongs: nothing private is published', () => {
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
  const refuse = async (forged: string) =>
    expect(await refusalCode(() => tokens.verify(forged))).to.equal('token-invalid');

  for (const algorithm of ['RS256', 'PS256', 'ES256'] as const) {
    it(`RFC 8725 section 3.1, one for ${algorithm}: verifies by ${algorithm} and by nothing else`, async () => {
      expect(tokens.verify(token(algorithm))).to.include({ userId: 7 });
      for (const alg of ['RS256', 'PS256', 'ES256'] as const) {
        if (alg === algorithm) continue;
        // The header says another algorithm, and it is signed by that one where the key can.
        if ((alg === 'ES256') === (algorithm === 'ES256')) await refuse(token(algorithm, alg));
        // The header says the right kid, and another key of ours has signed.
        await refuse(token(algorithm, alg, alg));
      }
    });
  }

  it('ASVS 9.1.3, a key that was accepted before and is not any more: verifies nothing', async () => {
    const fewer = new JwtAccessTokens(loadKeys(withAccepted(`${ecFile}:ES256`)), settings, {
      now: () => new Date(now * 1000),
    });
    expect(fewer.verify(token('ES256'))).to.include({ userId: 7 });
    expect(await refusalCode(() => fewer.verify(token('PS256')))).to.equal('token-invalid');
  });

  it('what is issued: is signed with the signing key, whatever else is accepted', () => {
    const bearer = { userId: 7, sessionId: sid, role: 'user', tokenVersion: 1 } as const;
    const { token: issued } = tokens.issue(bearer, new Date((now + 900) * 1000));
    const header = JSON.parse(Buffer.from(issued.split('.')[0] as string, 'base64url').toString());
    expect(header).to.deep.equal({ alg: 'RS256', typ: 'at+jwt', kid: keys.signing.kid });
  });
});
