import { expect } from 'chai';
import {
  expiryAfter,
  grantablePermissions,
  isExpired,
  type Lifetime,
  lifetimes,
} from '../../../app/src/keys/api-keys.js';
import { grantablePermissions as grantable } from '../../../src/core/identity/api-key.js';

const year = 365 * 86_400_000;

describe('an API key at /app', () => {
  it('can have the permissions that the service grants', () => {
    expect(grantablePermissions).to.deep.equal(grantable);
  });

  it('expires within a year, also if the clock of the browser is fast, or never', () => {
    const now = Date.parse('2026-12-01T12:00:00Z');
    for (const lifetime of Object.keys(lifetimes) as Lifetime[]) {
      const expiresAt = expiryAfter(lifetime, now);
      if (lifetime === 'never') expect(expiresAt).to.equal(undefined);
      else expect(Date.parse(String(expiresAt)) - now, lifetime).to.be.within(1, year - 3_600_000);
    }
    expect(expiryAfter('month', now)).to.equal('2026-12-31T12:00:00.000Z');
  });

  it('has expired from its last moment on', () => {
    const expiresAt = '2026-12-01T12:00:00.000Z';
    const at = Date.parse(expiresAt);
    expect(isExpired({ expiresAt }, at)).to.equal(true);
    expect(isExpired({ expiresAt }, at - 1)).to.equal(false);
    expect(isExpired({ expiresAt: null }, at)).to.equal(false);
  });
});
