import { expect } from 'chai';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import type { KeyCaller } from '../../../src/core/identity/principal.js';
import { requirePermission } from '../../../src/core/identity/require-permission.js';
import { RequiredFactor } from '../../../src/core/identity/required-factor.js';
import { errorCode, errorOf } from '../rejections.js';

const key = (overrides: Partial<KeyCaller> = {}): KeyCaller => ({
  keyId: '1',
  userId: 7,
  serviceAccountId: null,
  role: 'moderator',
  permissions: ['catalogue:read', 'audit:read'],
  secondFactor: false,
  ...overrides,
});
const person = { userId: 7, sessionId: 'session', authTime: 0, amr: ['pwd'] } as const;

describe('require a permission:', () => {
  const table = permissionTable({ publicReads: true });

  it('of a guest and a person: by the role', async () => {
    requirePermission(undefined, 'catalogue:read', table['catalogue:read']);
    requirePermission({ ...person, role: 'moderator' }, 'catalogue:write', table['catalogue:write']);
    const guest = () => requirePermission(undefined, 'catalogue:write', table['catalogue:write']);
    expect(await errorCode(guest)).to.equal('unauthenticated');
    const user = () =>
      requirePermission({ ...person, role: 'user' }, 'catalogue:write', table['catalogue:write']);
    expect(await errorOf(user)).to.include({
      code: 'forbidden',
      message: 'This requires the permission catalogue:write, which the role user does not have.',
    });
  });

  it('of a key: needs both the role of its owner and what was granted, even where guests may do more', async () => {
    requirePermission(key(), 'catalogue:read', table['catalogue:read']);
    const notOfOwner = () => requirePermission(key(), 'audit:read', table['audit:read']);
    expect((await errorOf(notOfOwner)).message).to.include('the role moderator');
    const closed = () => requirePermission(key(), 'users:manage', table['users:manage']);
    expect(await errorOf(closed)).to.include({
      code: 'forbidden',
      message: 'This requires the permission users:manage, which API keys cannot have. Log in instead.',
    });
    for (const [permission, granted] of [
      ['catalogue:write', ['catalogue:read']],
      ['catalogue:read', ['catalogue:write']],
    ] as const) {
      const notGranted = () =>
        requirePermission(key({ permissions: granted }), permission, table[permission]);
      expect(await errorOf(notGranted)).to.include({
        code: 'forbidden',
        message: `This requires the permission ${permission}, which this key was not granted.`,
      });
    }
  });
});

describe('a required second factor, with a key:', () => {
  const required = new RequiredFactor({ roles: ['moderator'], from: undefined }, { now: () => new Date() });

  it('of an account without it: is rejected as its tokens are; with it, or of a service account: is admitted', async () => {
    expect(await errorCode(() => required.check(key()))).to.equal('second-factor-enrolment-required');
    required.check(key({ secondFactor: true }));
    required.check(key({ userId: null, serviceAccountId: 3 }));
  });
});
