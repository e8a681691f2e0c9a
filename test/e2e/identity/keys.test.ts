import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { logIn, partOf, register } from './people.js';

const members = { RSA: ['e', 'kty', 'n'], EC: ['crv', 'kty', 'x', 'y'] };

for (const algorithm of ['RS256', 'PS256', 'ES256'] as const) {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  const [privateKey, publicKey] = [`${folder}/new/private.pem`, `${folder}/new/public.pem`];

  describe(`the published keys with ${algorithm}:`, () => {
    const service = useService({
      JWT__ALGORITHM: algorithm,
      JWT__PRIVATE_KEY: privateKey,
      JWT__PUBLIC_KEY: publicKey,
    });
    const published = async () => (await service().call('GET', '/.well-known/jwks.json')).body.keys[0];

    it('a JWK: by its members: has a kid that is its thumbprint (RFC 7638), and nothing private', async () => {
      const key = await published();
      const names = members[key.kty as keyof typeof members];
      expect(key).to.have.all.keys([...names, 'alg', 'use', 'kid']);
      expect(key).to.include({ alg: algorithm, use: 'sig' });
      const canonical = JSON.stringify(Object.fromEntries(names.map((name) => [name, key[name]])));
      expect(key.kid).to.equal(createHash('sha256').update(canonical).digest('base64url'));
    });

    it('a token: verified by node:crypto with the published key: is good', async () => {
      const { body: user } = await register(service());
      const token: string = (await logIn(service(), user.email)).body.accessToken;
      const key = await published();
      expect(partOf(token, 0)).to.deep.equal({ alg: algorithm, typ: 'at+jwt', kid: key.kid });
      const [header, claims, signature = ''] = token.split('.');
      const options = {
        key: createPublicKey({ key, format: 'jwk' }),
        ...(algorithm === 'PS256' && { padding: 6, saltLength: 32 }),
        dsaEncoding: 'ieee-p1363' as const,
      };
      const bytes = Buffer.from(`${header}.${claims}`);
      expect(verify('sha256', bytes, options, Buffer.from(signature, 'base64url'))).to.equal(true);
      const me = await service().call('GET', '/api/v1/users/me', { token });
      expect(me.status).to.equal(200);
    });

    it('ASVS 11.2.3 keys that were not there: at the first start: are made strong, for their owner alone', async () => {
      const { asymmetricKeyDetails: details } = createPublicKey({ key: await published(), format: 'jwk' });
      if (algorithm === 'ES256') expect(details?.namedCurve).to.equal('prime256v1');
      else expect(details?.modulusLength).to.equal(3072);
      expect(statSync(privateKey).mode & 0o777).to.equal(0o600);
    });

    it('the answer: to anybody: may be cached in public for minutes', async () => {
      const { headers } = await service().call('GET', '/.well-known/jwks.json');
      expect(headers.get('cache-control')).to.equal('public, max-age=300');
    });
  });
}
