import type { KeyFacts } from '../../../src/core/identity/api-key.js';

/** The facts of the first key of `FakeKeySecrets`, of user 7. */
export const facts = (overrides: Partial<KeyFacts> = {}): KeyFacts => ({
  hash: '#key 1 secret',
  permissions: ['catalogue:read'],
  userId: 7,
  serviceAccountId: null,
  expiresAt: null,
  role: 'user',
  active: true,
  secondFactor: false,
  ...overrides,
});
