import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { JwtAccessTokens } from '../../../src/adapters/crypto/jwt-access-tokens.js';
import { errorCode } from '../rejections.js';
import { claims, forge, now, rsaPair, settings, signers, signingKey, strangerPair } from './forging.js';

const key = signingKey();
const header = { alg: 'RS256', typ: 'at+jwt', kid: key.kid };
const signed = (payload: object, by = rsaPair) => forge(header, payload, signers.RS256(by.privateKey));

/** Returns a new verifier with a clock that can be set. */
const verifier = (overrides: Partial<typeof settings> = {}) => {
  const clock = { at: now, now: () => new Date(clock.at * 1000) };
  const tokens = new JwtAccessTokens(
    { signing: key, verifying: [key] },
    { ...settings, ...overrides },
    clock,
  );
  const rejected = (token: string) => errorCode(() => tokens.verify(token));
  return { clock, tokens, rejected, verify: (token: string) => tokens.verify(token) };
};

describe('an access token used several times:', () => {
  const original = jwt.verify;
  let checked: string[] = [];
  before(() => {
    Object.assign(jwt, {
      verify: (...args: Parameters<typeof original>) => {
        checked.push(args[0]);
        return original(...args);
      },
    });
  });
  beforeEach(() => {
    checked = [];
  });
  after(() => Object.assign(jwt, { verify: original }));

  it('a valid one: returns the same frozen bearer each time, and its signature is checked once', () => {
    const { verify } = verifier();
    const token = signed(claims());
    const first = verify(token) as { role: string };
    expect(() => {
      first.role = 'admin';
    }).to.throw(TypeError);
    expect(verify(token)).to.deep.equal(first).and.to.include({ userId: 7, role: 'user' });
    expect(checked).to.deep.equal([token]);
  });

  it('ASVS 9.1.1 one that differs in any character from a verified one: is rejected', async () => {
    const { verify, rejected } = verifier();
    const token = signed(claims());
    verify(token);
    for (let at = 0; at < token.length; at += 29) {
      const other = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      if (other !== token) expect(await rejected(other), other).to.equal('token-invalid');
    }
    expect(await rejected(token.slice(0, token.lastIndexOf('.') + 1))).to.equal('token-invalid');
  });

  const late: [what: string, payload: object, until: number, overrides?: Partial<typeof settings>][] = [
    ['past its exp', claims(), 900],
    ['past an exp before the configured lifetime', claims({ exp: now + 60 }), 60],
    ['past the configured lifetime', claims({ exp: now + 1_000_000 }), 900],
    ['past a shortened lifetime', claims(), 60, { accessTtl: 60 }],
  ];
  it('ASVS 9.2.1 that has expired, used before or not: is rejected from that second on', async () => {
    for (const [what, payload, until, overrides] of late) {
      const { clock, verify, rejected } = verifier(overrides);
      const token = signed(payload);
      for (const second of [0, until - 1]) {
        clock.at = now + second;
        expect(verify(token), what).to.include({ userId: 7 });
      }
      clock.at = now + until;
      for (const unused of [token, signed({ ...payload, jti: randomUUID() })])
        expect(await rejected(unused), what).to.equal('token-expired');
    }
  });

  it('ASVS 9.2.1 before its iat or nbf, by a clock that was set back: is rejected', async () => {
    const { clock, verify, rejected } = verifier();
    const [issued, delayed] = [signed(claims({ iat: now })), signed(claims({ iat: now - 60, nbf: now }))];
    for (const token of [issued, delayed]) verify(token);
    clock.at = now - 1;
    expect(verify(issued)).to.include({ userId: 7 });
    expect(await rejected(delayed)).to.equal('token-invalid');
    clock.at = now - 61;
    expect(await rejected(issued)).to.equal('token-invalid');
  });

  const bad: [what: string, token: string, code: string][] = [
    ['by another key', signed(claims(), strangerPair), 'token-invalid'],
    ['for another audience', signed(claims({ aud: 'another' })), 'token-invalid'],
    ['of an unknown role', signed(claims({ role: 'root' })), 'token-invalid'],
    ['from the future', signed(claims({ iat: now + 61, exp: now + 961 })), 'token-invalid'],
    ['expired', signed(claims({ exp: now - 1 })), 'token-expired'],
    ['too old', signed(claims({ iat: now - 900, exp: now + 900 })), 'token-expired'],
  ];
  it('an invalid one: is checked and rejected each time, and not cached', async () => {
    const { rejected } = verifier();
    for (const [what, token, code] of bad) {
      checked = [];
      for (let use = 1; use <= 3; use += 1) {
        expect(await rejected(token), what).to.equal(code);
        expect(checked).to.have.lengthOf(use);
      }
    }
  });

  it('after ten thousand others: is checked a second time, and still valid', function () {
    this.timeout(30_000);
    const [recording, payload] = [jwt.verify, claims()];
    let asked = 0;
    // Without real signatures, which would be slow.
    const verifyAny = () => {
      asked += 1;
      return payload;
    };
    Object.assign(jwt, { verify: verifyAny });
    const { verify } = verifier();
    const [start] = signed(payload).split('.');
    const token = (i: number) => `${start}.${Buffer.from(`{"i":${i}}`).toString('base64url')}.AAAA`;
    for (let i = 0; i < 10_000; i += 1) verify(token(i));
    verify(token(0));
    expect(asked).to.equal(10_000);
    verify(token(10_000));
    verify(token(0));
    expect(asked).to.equal(10_001);
    verify(token(1));
    expect(asked).to.equal(10_002);
    Object.assign(jwt, { verify: recording });
  });
});
