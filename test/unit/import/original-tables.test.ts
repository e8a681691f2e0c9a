import { expect } from 'chai';
import {
  accountOf,
  hasKnownRole,
  hasKnownState,
  type OriginalRow,
} from '../../../src/adapters/import/original/original-tables.js';

const row = (changes: object): OriginalRow => ({
  id: 1,
  email: 'ada@example.com',
  visible_name: 'Ada',
  hashed_password: Buffer.from('$2b$'),
  role: 'Admin',
  active: true,
  ...changes,
});

describe('an account of the original service', () => {
  it('has the hash as text, and a role in any case', () => {
    const account = { email: 'ada@example.com', visibleName: 'Ada', passwordHash: '$2b$', role: 'admin' };
    expect(accountOf(row({}))).to.deep.equal({ ...account, active: true });
  });

  it('with a null email or name: has an empty text instead', () => {
    const { email, visibleName } = accountOf(row({ email: null, visible_name: null }));
    expect([email, visibleName]).to.deep.equal(['', '']);
  });

  it('with an unknown role or state: is an inactive user, and both count as unknown', () => {
    for (const value of [null, 'true', 't', 1, 'king']) {
      const odd = row({ role: value, active: value });
      expect(accountOf(odd)).to.include({ role: 'user', active: false });
      expect([hasKnownRole(odd), hasKnownState(odd)]).to.deep.equal([false, false]);
    }
    expect([hasKnownRole(row({})), hasKnownState(row({ active: false }))]).to.deep.equal([true, true]);
  });
});
