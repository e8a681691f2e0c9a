import { expect } from 'chai';
import { actors, permissionTable } from '../../../src/core/identity/permissions.js';

describe('the table of permissions (ASVS 8.2.1)', () => {
  const published = {
    'catalogue:read': ['guest', 'user', 'moderator', 'admin'],
    'catalogue:write': ['moderator', 'admin'],
    'account:own': ['user', 'moderator', 'admin'],
    'users:manage': ['admin'],
    'audit:read': ['admin'],
  };

  it('is the published one; without public reads: guests have none, and nothing else changes', () => {
    expect(permissionTable({ publicReads: false })).to.deep.equal({
      ...published,
      'catalogue:read': ['user', 'moderator', 'admin'],
    });
    expect(permissionTable({ publicReads: true })).to.deep.equal(published);
  });

  it('each role: has all permissions of the roles below it', () => {
    for (const allowed of Object.values(permissionTable({ publicReads: true }))) {
      expect(allowed).to.deep.equal(actors.slice(actors.length - allowed.length));
    }
  });
});
