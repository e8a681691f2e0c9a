import { expect } from 'chai';
import { authTimeOf, levelOf, requireRecent, withMethod } from '../../../src/core/identity/authentication.js';
import { errorOf } from '../rejections.js';

const now = new Date('2026-11-22T12:00:00.000Z');
const seconds = now.getTime() / 1000;

describe('authentication', () => {
  it('the level: is aal2 with two factors, else aal1', () => {
    for (const amr of [['pwd'], ['otp'], ['pwd', 'otp'], []] as const) expect(levelOf(amr)).to.equal('aal1');
    for (const amr of [['pwd', 'otp', 'mfa'], ['mfa']] as const) expect(levelOf(amr)).to.equal('aal2');
  });

  it('one more method: is added once, and two factors are mfa', () => {
    expect(withMethod(['pwd'], 'pwd')).to.deep.equal(['pwd']);
    expect(withMethod(['otp'], 'otp')).to.deep.equal(['otp']);
    expect(withMethod(['pwd'], 'otp')).to.deep.equal(['pwd', 'otp', 'mfa']);
    expect(withMethod(['pwd', 'otp', 'mfa'], 'pwd')).to.deep.equal(['pwd', 'otp', 'mfa']);
  });

  it('the time: is in whole seconds, not later than the authentication', () => {
    expect(authTimeOf('2026-11-22T12:00:00.000Z')).to.equal(seconds);
    expect(authTimeOf('2026-11-22T12:00:00.999Z')).to.equal(seconds);
  });

  it('ASVS 7.5.1, not longer ago than required, or by a clock ahead: is recent', () => {
    for (const authTime of [seconds, seconds - 300, seconds + 60])
      requireRecent({ authTime, amr: ['pwd'] }, 300, new Date(now.getTime() + 999));
  });

  it('ASVS 7.5.1, longer ago, or at a time that is not stated: is rejected, with what is required', async () => {
    for (const [authTime, amr, acrValues] of [
      [seconds - 301, ['pwd'], 'aal1'],
      [seconds - 301, ['pwd', 'otp', 'mfa'], 'aal2'],
      [0, ['pwd'], 'aal1'],
    ] as const) {
      const error = await errorOf(() => requireRecent({ authTime, amr }, 300, now));
      expect(error).to.deep.include({
        code: 'recent-authentication-required',
        extensions: { maxAge: 300, acrValues },
      });
      // It stands in a quoted string of the challenge.
      expect(error.message).to.match(/^This requires [^"\\]+$/);
    }
  });
});
