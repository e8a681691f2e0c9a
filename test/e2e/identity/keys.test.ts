import { createHash, createPublicKey, verify } from 'node:crypto';
import { expect } from 'chai';
import type { Algorithm } from '../../../src/adapters/crypto/signing-keys.js';
import { useService } from '../../support/service.js';
import { ec, forge, type KeyPair, rsa, signers, written } from '../../unit/crypto/forging.js';
import { logIn, me, outcomeOf, partOf, personWithPassword, refresh } from './people.js';

const members = { RSA: ['e', 'kty', 'n'], EC: ['crv', 'kty', 'x', 'y'] };
const pairs: Record<Algorithm, KeyPair> = { RS256: rsa(), PS256: rsa(), ES256: ec() };

describe('a service that signs with PS256 and accepts a key for each other algorithm:', () => {
  const { privateKeyFile, publicKeyFile } = written(pairs.PS256);
  const accepted = (['RS256', 'ES256'] as const).map(
    (other) => `${written(pairs[other]).publicKeyFile}:${other}`,
  );
  const service = useService({
    JWT__ALGORITHM: 'PS256',
    JWT__PRIVATE_KEY: privateKeyFile,
    JWT__PUBLIC_KEY: publicKeyFile,
    JWT__ACCEPTED_PUBLIC_KEYS: accepted.join(', '),
  });
  const published = () => service().call('GET', '/.well-known/jwks.json');
  const use = async (token: string) => outcomeOf(await service().call('GET', me, { token }));

  it('the published keys: are the signing key first, then the accepted ones (RFC 7517, RFC 7638)', async () => {
    const { body, headers } = await published();
    expect(headers.get('cache-control')).to.equal('public, max-age=300');
    expect(body.keys.map(({ alg }: { alg: string }) => alg)).to.deep.equal(['PS256', 'RS256', 'ES256']);
    for (const key of body.keys) {
      const names = members[key.kty as keyof typeof members];
      expect(key)
        .to.have.all.keys([...names, 'alg', 'use', 'kid'])
        .and.to.include({ use: 'sig' });
      const { publicKey } = pairs[key.alg as Algorithm];
      expect(createPublicKey({ key, format: 'jwk' }).equals(publicKey)).to.equal(true);
      const canonical = JSON.stringify(Object.fromEntries(names.map((name) => [name, key[name]])));
      expect(key.kid).to.equal(createHash('sha256').update(canonical).digest('base64url'));
    }
  });

  it('a login and a refresh: return tokens that the published signing key verifies', async () => {
    const { email } = await personWithPassword(service());
    const { accessToken, refreshToken } = (await logIn(service(), email)).body;
    const [key] = (await published()).body.keys;
    for (const issued of [accessToken, (await refresh(service(), refreshToken)).body.accessToken]) {
      expect(partOf(issued, 0)).to.deep.equal({ alg: 'PS256', typ: 'at+jwt', kid: key.kid });
      const [header, claims, signature = ''] = issued.split('.');
      const options = { key: createPublicKey({ key, format: 'jwk' }), padding: 6, saltLength: 32 };
      const signed = Buffer.from(`${header}.${claims}`);
      expect(verify('sha256', signed, options, Buffer.from(signature, 'base64url'))).to.equal(true);
    }
  });

  it('tokens of each key: are accepted with its algorithm and with no other', async () => {
    const claims = partOf(await service().tokenAs('user'), 1);
    for (const { kid, alg: bound } of (await published()).body.keys) {
      const { privateKey } = pairs[bound as Algorithm];
      const canSign = bound === 'ES256' ? (['ES256'] as const) : (['RS256', 'PS256'] as const);
      for (const alg of canSign) {
        const token = forge({ alg, typ: 'at+jwt', kid }, claims, signers[alg](privateKey));
        const expected = alg === bound ? [200, undefined] : [401, 'token-invalid'];
        expect(await use(token), `${alg} by a key for ${bound}`).to.deep.equal(expected);
      }
    }
  });

  it('ASVS 11.2.3 a key of 2048 bits: is accepted with a warning in the log', () => {
    const warnings = service().log.filter(({ level, message }) => level === 'warn' && /3072/.test(message));
    expect(warnings).to.have.length(1);
  });
});
