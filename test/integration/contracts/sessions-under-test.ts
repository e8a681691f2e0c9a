import { createHash, randomUUID } from 'node:crypto';
import type { Session } from '../../../src/core/identity/session.js';
import type { SessionRepository } from '../../../src/core/identity/session-repository.js';
import type { UserRepository } from '../../../src/core/identity/user-repository.js';
import type { Repositories } from '../../../src/core/repositories.js';
import type { UnitOfWork } from '../../../src/core/shared/unit-of-work.js';
import { account } from './fixtures.js';

export interface SessionsUnderTest {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly work: UnitOfWork<Repositories>;
  /** Changes the time at which a token was superseded: earlier by a number of milliseconds. */
  supersedeEarlier(hash: string, milliseconds: number): Promise<unknown>;
}

/** A unique hash. */
export const aHash = () => createHash('sha256').update(randomUUID()).digest('base64url');

const begin = Date.parse('2036-02-29T23:59:58.765Z');
export const at = (milliseconds: number) => new Date(begin + milliseconds);
export const life = 3_600_000;

export const aSession = (userId: number, overrides: Partial<Session> = {}): Session => ({
  id: randomUUID(),
  userId,
  createdAt: at(0).toISOString(),
  lastUsedAt: at(0).toISOString(),
  expiresAt: at(life).toISOString(),
  ip: null,
  userAgent: null,
  authenticatedAt: at(0).toISOString(),
  amr: ['pwd'],
  ...overrides,
});

/** A user with a session, and the hash of its first refresh token. */
export const signedIn = async (
  { users, sessions }: Pick<SessionsUnderTest, 'users' | 'sessions'>,
  overrides: Partial<Session> = {},
) => {
  const user = await users.add(account());
  const session = aSession(user.id, overrides);
  const first = aHash();
  await sessions.add(session, first);
  return { user, session, first };
};
