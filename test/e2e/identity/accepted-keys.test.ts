import { createHash, createPublicKey } from 'node:crypto';
import { expect } from 'chai';
import type { Algorithm } from '../../../src/adapters/crypto/signing-keys.js';
import { useService } from '../../support/service.js';
import { ec, forge, type KeyPair, rsa, signers, written } from '../../unit/crypto/forging.js';
import { logIn, partOf, register } from './people.js';

const members = { RSA: ['e', 'kty', 'n'], EC: ['crv', 'kty', 'x', 'y'] };
const algorithms = ['RS256', 'PS256', 'ES256'] as const satisfies readonly Algorithm[];
const pairs: Record<Algorithm, KeyPair> = { RS256: rsa(), PS256: rsa(), ES256: ec() };

for (const algorithm of algorithms) {
  describe(`a service that signs by ${algorithm}, and accepts a key for each other algorithm:`, () => {
    const { privateKeyFile, publicKeyFile } = written(pairs[algorithm]);
    const others = algorithms.filter((other) => other !== algorithm);
    const service = useService({
      JWT__ALGORITHM: algorithm,
      JWT__PRIVATE_KEY: privateKeyFile,
      JWT__PUBLIC_KEY: publicKeyFile,
      JWT__ACCEPTED_PUBLIC_KEYS: others
        .map((other) => `${written(pairs[other]).publicKeyFile}:${other}`)
        .join(', '),
    });
    const published = async () => (await service().call('GET', '/.well-known/jwks.json')).body.keys;
    const me = async (token: string) => {
      const { status, body } = await service().call('GET', '/api/v1/users/me', { token });
      return { status, code: body.code };
    };
    const signIn = async () => (await logIn(service(), (await register(service())).body.email)).body;

    it('the published keys: are the signing one first, then the accepted, by the members of RFC 7517', async () => {
      const keys = await published();
      expect(keys.map(({ alg }: { alg: string }) => alg)).to.deep.equal([algorithm, ...others]);
      for (const key of keys) {
        const names = members[key.kty as keyof typeof members];
        expect(key).to.have.all.keys([...names, 'alg', 'use', 'kid']);
        expect(key.use).to.equal('sig');
        expect(createPublicKey({ key, format: 'jwk' }).equals(pairs[key.alg as Algorithm].publicKey)).to.be
          .true;
        const canonical = JSON.stringify(Object.fromEntries(names.map((name) => [name, key[name]])));
        expect(key.kid, 'RFC 7638').to.equal(createHash('sha256').update(canonical).digest('base64url'));
      }
    });

    it('a login, a call, a refresh, a call: carry tokens signed with the signing key', async () => {
      const first = await signIn();
      const { status, body: second } = await service().call('POST', '/api/v1/auth/refresh', {
        body: { refreshToken: first.refreshToken },
      });
      expect(status).to.equal(200);
      const [{ kid }] = await published();
      for (const { accessToken } of [first, second]) {
        expect(partOf(accessToken, 0)).to.deep.equal({ alg: algorithm, typ: 'at+jwt', kid });
        expect(await me(accessToken)).to.deep.equal({ status: 200, code: undefined });
      }
    });

    it('tokens of accepted keys: by the algorithm of each: are good, and by no other', async () => {
      const claims = partOf((await signIn()).accessToken, 1);
      for (const { kid, alg: bound } of await published()) {
        const { privateKey } = pairs[bound as Algorithm];
        const canSign = bound === 'ES256' ? (['ES256'] as const) : (['RS256', 'PS256'] as const);
        for (const alg of canSign) {
          const token = forge({ alg, typ: 'at+jwt', kid }, claims, signers[alg](privateKey));
          expect(await me(token), `${alg} by a key for ${bound}`).to.deep.equal(
            alg === bound ? { status: 200, code: undefined } : { status: 401, code: 'token-invalid' },
          );
        }
      }
    });
  });
}
