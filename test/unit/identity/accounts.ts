import { MemoryLimiter } from '../../../src/adapters/memory/memory-limiter.js';
import type { Caller } from '../../../src/core/identity/authenticate.js';
import { ConfirmOwner } from '../../../src/core/identity/confirm-owner.js';
import { ConfirmPassword } from '../../../src/core/identity/confirm-password.js';
import { EmailLimit } from '../../../src/core/identity/email-limit.js';
import { ManageUsers } from '../../../src/core/identity/manage-users.js';
import type { Purpose } from '../../../src/core/identity/one-time-token.js';
import { PasswordCheck } from '../../../src/core/identity/password-check.js';
import type { PasswordPolicy } from '../../../src/core/identity/password-policy.js';
import type { Session } from '../../../src/core/identity/session.js';
import type { Account, User } from '../../../src/core/identity/user.js';
import type { Initiator } from '../../../src/core/shared/audit.js';
import { FakeAccessTokens } from '../../support/fakes/fake-access-tokens.js';
import { FakePasswordHasher } from '../../support/fakes/fake-password-hasher.js';
import { FakeRefreshTokens } from '../../support/fakes/fake-refresh-tokens.js';
import { MemoryUnitOfWork } from '../../support/fakes/memory-unit-of-work.js';

export const password = 'seven quiet violins';

/** The initiator in tests where it does not matter. */
export const by: Initiator = { actorId: 99, ip: '192.0.2.1', requestId: 'request-1' };

/** An account with `password`. */
export const account = (overrides: Partial<Account> = {}): Account => ({
  email: 'ada@example.com',
  visibleName: 'Ada',
  role: 'user',
  active: true,
  emailVerified: false,
  pendingEmail: null,
  passwordHash: `$fake$${password}`,
  shortPassword: false,
  secondFactor: false,
  tokenVersion: 1,
  ...overrides,
});

const purposes = ['reset', 'invitation', 'verification', 'email-change'] as const;

/** A clock that only advances by the milliseconds given to `pass`. */
export const settableClock = (start: string) => {
  let time = Date.parse(start);
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  return { now: () => new Date(time), pass };
};

/** A policy with one common password. */
export const policy: PasswordPolicy = {
  minLength: 15,
  common: { has: async (text) => text === 'a common password' },
};

/** The limits of wrong passwords in these tests. */
export const limits = {
  account: { name: 'account', max: 10, seconds: 900 },
  address: { name: 'address', max: 100, seconds: 900 },
  email: { name: 'email', max: 3, seconds: 1800 },
  successes: { name: 'login-success', max: 20, seconds: 3600 },
};

/** Fakes of all ports of identity, with common accounts and sessions. */
export const identity = () => {
  const { now, pass } = settableClock('2026-11-22T12:00:00.000Z');
  /** Advances the clock by seconds. */
  const clock = { now, pass: (seconds: number) => pass(seconds * 1000) };
  const work = new MemoryUnitOfWork(clock.now);
  const { users, sessions, mails, oneTimeTokens } = work;
  const [hasher, limiter] = [new FakePasswordHasher(), new MemoryLimiter()];
  const passwords = new PasswordCheck(limiter, limits, hasher, sessions);
  const confirmPassword = new ConfirmPassword(passwords, work);
  /** Adds a token that is valid for a number of seconds. It is named after its user and purpose. */
  const addToken = async (userId: number, purpose: Purpose, life = 60) => {
    const token = `${purpose} of ${userId}`;
    const expiresAt = new Date(clock.now().getTime() + life * 1000);
    await oneTimeTokens.put({ hash: `#${token}`, userId, purpose, expiresAt });
    return token;
  };
  /** Adds a session with a lifetime in seconds. Its refresh token is named after it. */
  const addSession = async (userId: number, id: string, life = 3600, ip: string | null = null) => {
    const now = clock.now().toISOString();
    const expiresAt = new Date(clock.now().getTime() + life * 1000).toISOString();
    const times = { createdAt: now, lastUsedAt: now, expiresAt, authenticatedAt: now };
    const session: Session = { id, userId, ...times, ip, userAgent: null, amr: ['pwd'] };
    await sessions.add(session, `#token of ${id}`);
    return session;
  };
  return {
    users,
    sessions,
    mails,
    oneTimeTokens,
    work,
    clock,
    hasher,
    passwords,
    confirmPassword,
    confirmOwner: new ConfirmOwner(confirmPassword, clock),
    /** A caller who proved who they are a number of seconds ago. */
    callerOf: ({ id: userId, role }: User, seconds = 0): Caller => ({
      userId,
      sessionId: `session of ${userId}`,
      role,
      authTime: clock.now().getTime() / 1000 - seconds,
      amr: ['pwd'],
    }),
    tokens: new FakeAccessTokens(),
    refreshTokens: new FakeRefreshTokens(),
    limiter,
    emailLimit: new EmailLimit(limiter, limits.email),
    manage: new ManageUsers(users, work, clock),
    /** Adds an account with a unique email and name. */
    add: (name: string, overrides: Partial<Account> = {}) =>
      users.add(account({ email: `${name}@example.com`, visibleName: name, ...overrides })),
    /** Adds a session and a one-time token of each purpose to each of the accounts. */
    addSessionAndTokens: async (...accounts: readonly User[]) => {
      for (const { id } of accounts) {
        await addSession(id, `session of ${id}`);
        for (const purpose of purposes) await addToken(id, purpose);
      }
    },
    /** Returns the number of valid sessions and one-time tokens of an account. */
    valid: async (userId: number) => {
      const found = purposes.map((one) => oneTimeTokens.find(`#${one} of ${userId}`, [one], clock.now()));
      const tokens = (await Promise.all(found)).filter((token) => token !== undefined);
      return { sessions: (await sessions.list(userId, clock.now())).length, tokens: tokens.length };
    },
    /** The email jobs, oldest first. */
    emailJobs: () =>
      [...work.mailRows.emailJobs.values()].map(({ kind, userId, to }) => ({ kind, userId, to })),
    addToken,
    addSession,
  };
};
