import { expect } from 'chai';
import type { AuthenticationMethod } from '../../../src/core/identity/authentication.js';
import type { Role } from '../../../src/core/identity/permissions.js';
import { RequiredFactor, type RequiredFactorPolicy } from '../../../src/core/identity/required-factor.js';
import { errorOf } from '../rejections.js';
import { settableClock } from './accounts.js';

describe('a required second factor', () => {
  const noon = '2026-12-01T12:00:00.000Z';
  const clock = settableClock(noon);
  const policy: RequiredFactorPolicy = { roles: ['moderator', 'admin'], from: undefined };
  const check = (role: Role, amr: readonly AuthenticationMethod[], overrides = {}) =>
    new RequiredFactor({ ...policy, ...overrides }, clock).check({
      userId: 1,
      sessionId: 'session',
      authTime: 0,
      role,
      amr,
    });

  it('ASVS 6.3.3, of a role that needs one: rejects tokens without it, and says what to do', async () => {
    for (const role of ['moderator', 'admin'] as const)
      for (const amr of [['pwd'], ['otp']] as const) {
        const { code, message } = await errorOf(() => check(role, amr));
        expect(code).to.equal('second-factor-enrolment-required');
        expect(message).to.include(`The role ${role} requires`);
        expect(message).to.include('/users/me/totp');
      }
  });

  it('of another role, or with it: admits', () => {
    check('user', ['pwd']);
    check('admin', ['pwd', 'otp', 'mfa']);
    check('admin', ['pwd'], { roles: [] });
  });

  it('from a time on: admits until then', async () => {
    check('admin', ['pwd'], { from: new Date('2026-12-01T12:00:00.001Z') });
    const { code } = await errorOf(() => check('admin', ['pwd'], { from: new Date(noon) }));
    expect(code).to.equal('second-factor-enrolment-required');
  });
});
