import { expect } from 'chai';
import fc from 'fast-check';
import { OtpauthTotp } from '../../../src/adapters/crypto/otpauth-totp.js';
import { codeOfStep } from '../../support/totp.js';

/** The secret of RFC 6238 appendix B, `12345678901234567890`. */
const rfcSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
/** Seconds, and the code of appendix B for SHA-1: its last six digits. */
const vectors: readonly [seconds: number, code: string][] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
];

describe('time-based one-time passwords', () => {
  const totp = new OtpauthTotp('Project DB Auth');
  const noon = new Date('2026-12-01T12:00:00.000Z');
  const step = noon.getTime() / 30_000;

  it('RFC 6238 appendix B: have the codes of its test vectors', () => {
    for (const [seconds, code] of vectors) {
      expect(totp.stepOf(rfcSecret, code, new Date(seconds * 1000))).to.equal(Math.floor(seconds / 30));
      expect(codeOfStep(rfcSecret, Math.floor(seconds / 30))).to.equal(code);
    }
  });

  it('of another implementation: are accepted, with their step', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200_000_000 }), fc.integer({ min: -1, max: 1 }), (now, delta) => {
        const secret = totp.newSecret();
        const code = codeOfStep(secret, now + delta);
        const found = totp.stepOf(secret, code, new Date(now * 30_000 + 29_999));
        // Two neighbouring steps have the same code in one of a million cases.
        expect(codeOfStep(secret, found ?? 0)).to.equal(code);
      }),
    );
  });

  it('of the previous and the next time step: are accepted; those of other steps are not', () => {
    for (const near of [step - 1, step, step + 1])
      expect(totp.stepOf(rfcSecret, codeOfStep(rfcSecret, near), noon)).to.equal(near);
    for (const far of [step - 2, step + 2])
      expect(totp.stepOf(rfcSecret, codeOfStep(rfcSecret, far), noon)).to.equal(undefined);
  });

  it('with spaces: are accepted; with other characters, more or fewer digits: are not', () => {
    const code = codeOfStep(rfcSecret, step);
    expect(totp.stepOf(rfcSecret, ` ${code.slice(0, 3)} ${code.slice(3)}\n`, noon)).to.equal(step);
    const fullWidth = [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
    for (const wrong of ['', code.slice(1), `0${code}`, `${code}0`, `+${code}`, `${code}.0`, fullWidth, '\0'])
      expect(totp.stepOf(rfcSecret, wrong, noon), wrong).to.equal(undefined);
  });

  it('of another secret: are rejected', () => {
    const others = Array.from({ length: 50 }, () => totp.newSecret());
    const taken = others.filter(
      (other) => totp.stepOf(rfcSecret, codeOfStep(other, step), noon) !== undefined,
    );
    expect(taken.length).to.be.lessThan(2);
  });

  it('RFC 4226 R6, a new secret: has 160 bits, and differs each time', () => {
    const secrets = Array.from({ length: 100 }, () => totp.newSecret());
    expect(new Set(secrets).size).to.equal(100);
    for (const secret of secrets) expect(secret).to.match(/^[A-Z2-7]{32}$/);
  });

  it('the URI: names the service and the account, and has the parameters of every app', () => {
    const url = new URL(totp.uriOf(rfcSecret, 'ada+films@example.com'));
    expect(url.protocol + url.host).to.equal('otpauth:totp');
    expect(decodeURIComponent(url.pathname)).to.equal('/Project DB Auth:ada+films@example.com');
    expect(Object.fromEntries(url.searchParams)).to.deep.equal({
      issuer: 'Project DB Auth',
      secret: rfcSecret,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
  });
});
