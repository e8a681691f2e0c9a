import { ManageUsers } from '../../../src/core/identity/manage-users.js';
import type { Account } from '../../../src/core/identity/user.js';
import { FakeAccessTokens } from '../../support/fakes/fake-access-tokens.js';
import { FakePasswordHasher } from '../../support/fakes/fake-password-hasher.js';
import { MemoryUnitOfWork, MemoryUserRepository } from '../../support/fakes/memory-user-repository.js';

export const password = 'seven quiet violins';

/** An account that its password opens. */
export const account = (overrides: Partial<Account> = {}): Account => ({
  email: 'ada@example.com',
  visibleName: 'Ada',
  role: 'user',
  active: true,
  emailVerified: false,
  passwordHash: `$fake$${password}`,
  tokenVersion: 1,
  ...overrides,
});

/** Fakes of everything that the use cases of this area stand on, over one set of accounts. */
export const identity = () => {
  const users = new MemoryUserRepository();
  return {
    users,
    hasher: new FakePasswordHasher(),
    tokens: new FakeAccessTokens(),
    manage: new ManageUsers(users, new MemoryUnitOfWork(users)),
    /** Adds an account whose email and name are its own. */
    add: (name: string, overrides: Partial<Account> = {}) =>
      users.add(account({ email: `${name}@example.com`, visibleName: name, ...overrides })),
  };
};
