import { expect } from 'chai';
import fc from 'fast-check';
import type { Algorithm } from '../../../src/adapters/crypto/signing-keys.js';
import { refusalCode } from '../refusal.js';
import {
  claims,
  ecPair,
  forge,
  now,
  publicPem,
  rsaPair,
  sid,
  signers,
  signingKey,
  strangerPair,
  tokensAt,
} from './forging.js';

const key = signingKey();
const inAYear = new Date((now + 31_536_000) * 1000);
const header = { alg: 'RS256', typ: 'at+jwt', kid: key.kid };
const ours = signers.RS256(rsaPair.privateKey);
const foreign = signers.RS256(strangerPair.privateKey);
const refuse = async (token: string): Promise<void> => {
  expect(await refusalCode(() => tokensAt(now, key).verify(token)), token).to.equal('token-invalid');
};

for (const algorithm of ['RS256', 'PS256', 'ES256'] as const satisfies readonly Algorithm[]) {
  describe(`access tokens by ${algorithm}`, () => {
    const tokens = tokensAt(now, signingKey(algorithm));
    const bearer = { userId: 7, sessionId: sid, role: 'moderator', tokenVersion: 3 } as const;
    const parts = (token: string) => token.split('.').map((part) => Buffer.from(part, 'base64url'));

    it('issued and verified: the same bearer', () => {
      const { token, expiresIn } = tokens.issue(bearer, inAYear);
      expect(tokens.verify(token)).to.deep.equal(bearer);
      expect(expiresIn).to.equal(900);
    });

    it('RFC 9068 section 2, issued: header and claims are the published ones', () => {
      const [first, second] = parts(tokens.issue(bearer, inAYear).token).map((part) => part.toString());
      expect(JSON.parse(first ?? '')).to.deep.equal({
        alg: algorithm,
        typ: 'at+jwt',
        kid: signingKey(algorithm).kid,
      });
      const { jti, ...payload } = JSON.parse(second ?? '');
      const { jti: _, ...published } = claims({ role: 'moderator', ver: 3 }) as { jti: string };
      expect(payload).to.deep.equal(published);
      expect(jti).to.match(/^[0-9a-f-]{36}$/);
    });

    it('issued for a session that is over sooner: ends with it', () => {
      const { token, expiresIn } = tokens.issue(bearer, new Date((now + 60) * 1000 + 999));
      expect(expiresIn).to.equal(60);
      expect(JSON.parse(`${parts(token)[1]}`)).to.include({ iat: now, exp: now + 60 });
    });

    it('ASVS 7.2.4, issued twice: two ids', () => {
      expect(tokens.issue(bearer, inAYear).token).not.to.equal(tokens.issue(bearer, inAYear).token);
    });

    it('ASVS 9.1.1, with any bit flipped: refuses', async () => {
      const { token } = tokens.issue(bearer, inAYear);
      const whole = parts(token);
      const bits = fc
        .nat(2)
        .chain((part) => fc.tuple(fc.constant(part), fc.nat((whole[part]?.length ?? 0) * 8 - 1)));
      await fc.assert(
        fc.asyncProperty(bits, async ([part, bit]) => {
          const flipped = parts(token);
          const bytes = flipped[part] as Buffer;
          bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          const forged = flipped.map((one) => one.toString('base64url')).join('.');
          expect(await refusalCode(() => tokens.verify(forged))).to.equal('token-invalid');
        }),
      );
    });
  });
}

describe('verify the algorithm of an access token', () => {
  const forgeries: [name: string, header: object, sign: (data: Buffer) => Buffer][] = [
    ['alg none without a signature', { ...header, alg: 'none' }, signers.none()],
    ['alg None without a signature', { ...header, alg: 'None' }, signers.none()],
    ['alg none with our signature', { ...header, alg: 'none' }, ours],
    [
      'HS256 with the public key as secret',
      { ...header, alg: 'HS256' },
      signers.HS256(publicPem(rsaPair.publicKey)),
    ],
    ['HS256 with the kid as secret', { ...header, alg: 'HS256' }, signers.HS256(key.kid)],
    ['RS512 with our key', { ...header, alg: 'RS512' }, signers.RS512(rsaPair.privateKey)],
    ['PS256 with our key, bound to RS256', { ...header, alg: 'PS256' }, signers.PS256(rsaPair.privateKey)],
    ['ES256 with another key', { ...header, alg: 'ES256' }, signers.ES256(ecPair.privateKey)],
    ['RS256 without a signature', header, signers.none()],
    ['no alg', { ...header, alg: undefined }, ours],
    ['several algs', { ...header, alg: ['RS256'] }, ours],
  ];
  for (const [name, head, sign] of forgeries) {
    it(`ASVS 9.1.2, ${name}: refuses`, () => refuse(forge(head, claims(), sign)));
  }
});

describe('verify the key of an access token', () => {
  it('ASVS 9.1.3, with a foreign key under our kid: refuses', () => refuse(forge(header, claims(), foreign)));

  it('ASVS 9.1.3, with our key under another kid, or none: refuses', async () => {
    const kids = [undefined, '', null, 7, [key.kid], '../../etc/passwd', '__proto__', "' or 1=1 --"];
    for (const kid of kids) await refuse(forge({ ...header, kid }, claims(), ours));
  });

  const brought = {
    jku: 'http://127.0.0.1:1/jwks.json',
    x5u: 'http://127.0.0.1:1/certificate.pem',
    jwk: strangerPair.publicKey.export({ format: 'jwk' }),
    x5c: [publicPem(strangerPair.publicKey)],
  };
  for (const [name, value] of Object.entries(brought)) {
    it(`ASVS 9.1.3, with a foreign key brought along as ${name}: refuses`, async () => {
      await refuse(forge({ ...header, [name]: value }, claims(), foreign));
      await refuse(forge({ ...header, kid: undefined, [name]: value }, claims(), foreign));
    });
  }
});

describe('verify the rest of the header of an access token', () => {
  it('RFC 8725 section 3.11, with another type or none: refuses', async () => {
    for (const typ of ['JWT', 'jwt', 'refresh+jwt', '', undefined, null, 7, ['at+jwt'], {}]) {
      await refuse(forge({ ...header, typ }, claims(), ours));
    }
  });

  it('RFC 7515 section 4.1.11, with any crit: refuses', async () => {
    for (const crit of [['exp'], ['b64'], [], null, 'exp']) {
      await refuse(forge({ ...header, crit, b64: false }, claims(), ours));
    }
  });

  it('RFC 7515 section 4.1.9, with the type in upper case: accepts, since media types know no case', () => {
    const token = forge({ ...header, typ: 'AT+JWT' }, claims(), ours);
    expect(tokensAt(now, key).verify(token)).to.include({ userId: 7 });
  });

  it('RFC 7519 section 7.2, with a header that is no object: refuses', async () => {
    for (const head of ['null', '7', '[]', '"header"', 'header', '{', ''])
      await refuse(forge(head, claims(), ours));
  });
});

describe('verify what is no token at all', () => {
  it('ASVS 9.1.1, any text: refuses', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), (text) => refuse(text)));
  });

  it('ASVS 9.1.1, any three parts: refuses', async () => {
    const part = fc.base64String();
    await fc.assert(fc.asyncProperty(part, part, part, (...parts) => refuse(parts.join('.'))));
  });

  it('ASVS 9.1.1, a good token with something before, behind or left out: refuses', async () => {
    const token = forge(header, claims(), ours);
    const [head = '', payload = '', signature = ''] = token.split('.');
    const others = [
      `${token}.`,
      `.${token}`,
      `${token}.x`,
      ` ${token}`,
      `${head}.${payload}`,
      `${head}.${payload}.`,
    ];
    for (const other of [...others, `${head}..${signature}`, `${payload}.${head}.${signature}`])
      await refuse(other);
  });
});
