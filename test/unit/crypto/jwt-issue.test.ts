import { expect } from 'chai';
import fc from 'fast-check';
import type { Algorithm } from '../../../src/adapters/crypto/signing-keys.js';
import { errorCode } from '../rejections.js';
import { claims, now, sid, signingKey, tokensAt } from './forging.js';

const inAYear = new Date((now + 31_536_000) * 1000);

for (const algorithm of ['RS256', 'PS256', 'ES256'] as const satisfies readonly Algorithm[]) {
  describe(`access tokens by ${algorithm}`, () => {
    const tokens = tokensAt(now, signingKey(algorithm));
    const bearer = {
      userId: 7,
      sessionId: sid,
      role: 'moderator',
      tokenVersion: 3,
      authTime: now - 60,
      amr: ['pwd'],
    } as const;
    const parts = (token: string) => token.split('.').map((part) => Buffer.from(part, 'base64url'));

    it('RFC 9068 section 2, issued: have the documented header and claims, and verify', () => {
      const { token, expiresIn } = tokens.issue(bearer, inAYear);
      expect([tokens.verify(token), expiresIn]).to.deep.equal([bearer, 900]);
      const [first, second] = parts(token).map((part) => part.toString());
      const { kid } = signingKey(algorithm);
      expect(JSON.parse(first ?? '')).to.deep.equal({ alg: algorithm, typ: 'at+jwt', kid });
      const { jti, ...payload } = JSON.parse(second ?? '');
      const { jti: _, ...published } = claims({ role: 'moderator', ver: 3 }) as { jti: string };
      expect(payload).to.deep.equal(published);
      expect(jti).to.match(/^[0-9a-f-]{36}$/);
      // ASVS 7.2.4
      expect(tokens.issue(bearer, inAYear).token).not.to.equal(token);
    });

    it('RFC 9068 section 2.2.1, issued: have the level of their methods', () => {
      for (const [amr, acr] of [
        [['pwd'], 'aal1'],
        [['otp'], 'aal1'],
        [['pwd', 'otp', 'mfa'], 'aal2'],
      ] as const) {
        const { token } = tokens.issue({ ...bearer, amr }, inAYear);
        expect(JSON.parse(`${parts(token)[1]}`)).to.deep.include({ amr, acr });
        expect(tokens.verify(token).amr).to.deep.equal(amr);
      }
    });

    it('issued for a session that ends sooner: end with it', () => {
      const { token, expiresIn } = tokens.issue(bearer, new Date((now + 60) * 1000 + 999));
      expect(expiresIn).to.equal(60);
      expect(JSON.parse(`${parts(token)[1]}`)).to.include({ iat: now, exp: now + 60 });
    });

    it('ASVS 9.1.1, with any bit flipped: are rejected', async () => {
      const { token } = tokens.issue(bearer, inAYear);
      const whole = parts(token);
      const bits = fc
        .nat(2)
        .chain((part) => fc.tuple(fc.constant(part), fc.nat((whole[part]?.length ?? 0) * 8 - 1)));
      const property = fc.asyncProperty(bits, async ([part, bit]) => {
        const flipped = parts(token);
        const bytes = flipped[part] as Buffer;
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const forged = flipped.map((one) => one.toString('base64url')).join('.');
        expect(await errorCode(() => tokens.verify(forged))).to.equal('token-invalid');
      });
      await fc.assert(property);
    });
  });
}
