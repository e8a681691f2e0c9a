import { HmacRefreshTokens } from '../../../src/adapters/crypto/hmac-refresh-tokens.js';
import { ManageSessions } from '../../../src/core/identity/manage-sessions.js';
import { RefreshSession } from '../../../src/core/identity/refresh-session.js';
import type { Session } from '../../../src/core/identity/session.js';
import type { Account } from '../../../src/core/identity/user.js';
import type { Repositories } from '../../../src/core/repositories.js';
import type { UnitOfWork } from '../../../src/core/shared/unit-of-work.js';
import { FakeAccessTokens } from '../../support/fakes/fake-access-tokens.js';
import { MemoryUnitOfWork } from '../../support/fakes/memory-unit-of-work.js';
import { account, settableClock } from './accounts.js';

/** Seconds. */
export const life = { idle: 600, absolute: 3600 };

export const limit = { name: 'refresh', max: 60, seconds: 3600 };

/** When a unit of work fails: `before` the work; `after` it, rolled back; or `committed`. */
type Failure = 'before' | 'after' | 'committed';

class FailingWork implements UnitOfWork<Repositories> {
  failures: Failure[] = [];
  attempts = 0;

  constructor(private readonly inner: UnitOfWork<Repositories>) {}

  async run<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    this.attempts += 1;
    const failure = this.failures.shift();
    const error = new Error(`failed in attempt ${this.attempts}`);
    if (failure === 'before') throw error;
    const result = await this.inner.run(async (repositories) => {
      const done = await work(repositories);
      if (failure === 'after') throw error;
      return done;
    });
    if (failure === 'committed') throw error;
    return result;
  }

  runStep<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    return this.run(work);
  }

  waitForInvalidation(): Promise<void> {
    return this.inner.waitForInvalidation();
  }
}

let people = 0;

/** The use cases that refresh and end sessions, in memory. The clocks of service and database can differ. */
export const refreshing = (sessionLife = life) => {
  const clock = settableClock('2026-11-22T12:00:00.000Z');
  const databaseClock = settableClock('2026-11-22T12:00:07.000Z');
  const memory = new MemoryUnitOfWork(databaseClock.now);
  const work = new FailingWork(memory);
  const accessTokens = new FakeAccessTokens();
  const tokens = new HmacRefreshTokens();
  let sessions = 0;

  /** Returns a session of a user, and its first refresh token. */
  const start = async (userId: number) => {
    sessions += 1;
    const now = clock.now().toISOString();
    const expiresAt = new Date(clock.now().getTime() + sessionLife.idle * 1000).toISOString();
    const session: Session = {
      id: `session-${sessions}`,
      userId,
      createdAt: now,
      lastUsedAt: now,
      expiresAt,
      ip: null,
      userAgent: null,
      authenticatedAt: now,
      amr: ['pwd'],
    };
    const first = tokens.first();
    await memory.sessions.add(session, tokens.hash(first), tokens.family(first));
    return { session, first };
  };

  return {
    memory,
    work,
    clock,
    databaseClock,
    accessTokens,
    tokens,
    start,
    user: (overrides: Partial<Account> = {}) => {
      people += 1;
      return memory.users.add(
        account({ email: `p${people}@example.com`, visibleName: `P${people}`, ...overrides }),
      );
    },
    refresh: new RefreshSession(work, accessTokens, tokens, clock, sessionLife, limit),
    manage: new ManageSessions(memory.sessions, work, tokens, clock),
    /** Advances both clocks by milliseconds. */
    pass: (milliseconds: number) => {
      clock.pass(milliseconds);
      databaseClock.pass(milliseconds);
    },
    /** Returns a session as stored. */
    row: (id: string) => memory.sessionRows.sessions.get(id),
    /** Returns a refresh token as stored. */
    token: (token: string) => memory.sessionRows.tokens.get(tokens.hash(token)),
    stored: () => structuredClone(memory.sessionRows),
  };
};
