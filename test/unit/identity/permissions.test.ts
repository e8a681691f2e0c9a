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

  it('with public reads: is the published one', () => {
    expect(permissionTable({ publicReads: true })).to.deep.equal(published);
  });

  it('without public reads: guests may do nothing, and nothing else changes', () => {
    expect(permissionTable({ publicReads: false })).to.deep.equal({
      ...published,
      'catalogue:read': ['user', 'moderator', 'admin'],
    });
  });

  it('made once with and once without public reads: one does not change the other', () => {
    permissionTable({ publicReads: false });
    expect(permissionTable({ publicReads: true })).to.deep.equal(published);
  });

  it('read from least to max: whoever is more may do all that whoever is less may', () => {
    for (const allowed of Object.values(permissionTable({ publicReads: true }))) {
      expect(allowed).to.deep.equal(actors.slice(actors.length - allowed.length));
    }
  });
});
