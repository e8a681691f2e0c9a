import { expect } from 'chai';
import { Authenticate } from '../../../src/core/identity/authenticate.js';
import { Revocations } from '../../../src/core/identity/revocations.js';
import type { Account, User } from '../../../src/core/identity/user.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { refusalCode } from '../refusal.js';
import { account, by, identity } from './accounts.js';

/** An instance that applies every change, until a test makes it lag. */
const setUp = async (overrides: Partial<Account> = {}) => {
  const { users, sessions, tokens, manage, clock, addSession } = identity();
  const user = await users.add(account(overrides));
  await addSession(user.id, 'session-1');
  const asked: string[] = [];
  const revocations = new Revocations(clock, 960);
  const feed = { lagging: false, isLagging: () => feed.lagging };
  const watched = {
    accountFacts: (id: string, now: Date) => {
      asked.push(id);
      return sessions.accountFacts(id, now);
    },
  };
  let seq = 0;
  const apply = (kind: string, id: number | string | null, facts: unknown = null) => {
    seq += 1;
    revocations.apply([{ seq, kind, id: id === null ? null : String(id), facts }]);
  };
  /** Changes the account, and applies the change. */
  const change = async (patch: Parameters<typeof manage.change>[1]) => {
    const { role, active, tokenVersion, ...rest } = await manage.change(user.id, patch, undefined, by);
    apply('users', user.id, { role, active, tokenVersion });
    return { ...rest, role, active, tokenVersion };
  };
  const use = new Authenticate(tokens, revocations, feed, watched, clock);
  const tokenOf = ({ id, role, tokenVersion }: User, sessionId = 'session-1') =>
    JSON.stringify({ userId: id, sessionId, role, tokenVersion });
  /** Authenticates with the token of the account with these changes. */
  const run = (changes: Partial<User> = {}, sessionId?: string) =>
    use.run(tokenOf({ ...user, ...changes }, sessionId));
  const rejects = async (code: string, changes: Partial<User> = {}, sessionId?: string) =>
    expect(await refusalCode(() => run(changes, sessionId))).to.equal(code);
  const ended = (changes: Partial<User> = {}, sessionId?: string) =>
    rejects('session-ended', changes, sessionId);
  return {
    sessions,
    clock,
    manage,
    user,
    use,
    asked,
    feed,
    watched,
    apply,
    change,
    addSession,
    run,
    rejects,
    ended,
  };
};

describe('authenticate', () => {
  it('with a token about which no change is known: returns its bearer, without a query', async () => {
    const { user, run, asked } = await setUp({ role: 'moderator' });
    expect(await run()).to.deep.equal({ userId: user.id, sessionId: 'session-1', role: 'moderator' });
    expect(asked).to.deep.equal([]);
  });

  it('ASVS 8.3.2, with a role changed since: returns the current role, up or down', async () => {
    const { run, asked, change } = await setUp();
    for (const role of ['moderator', 'user'] as const) {
      await change({ role });
      expect(await run()).to.include({ role });
    }
    expect(asked).to.deep.equal([]);
  });

  it('ASVS 7.4.2, with the account deactivated since: rejects, also once it is active again', async () => {
    const { user, run, ended, change } = await setUp();
    await change({ active: false });
    await ended();
    const again = await change({ active: true });
    await ended();
    expect(await run(again)).to.include({ userId: user.id });
  });

  it('ASVS 7.4.1/7.4.2, with the session ended or the account removed since: rejects', async () => {
    const { user, run, ended, apply } = await setUp();
    apply('sessions', 'session-1');
    await ended();
    expect(await run({}, 'session-2')).to.include({ sessionId: 'session-2' });
    apply('users', user.id);
    await ended({}, 'session-2');
  });

  it('with a token of an older version than applied: rejects; of the same: accepts; newer: queries', async () => {
    const { run, ended, change, asked } = await setUp({ tokenVersion: 5 });
    await change({ role: 'moderator' });
    await ended({ tokenVersion: 4 });
    expect(await run({ tokenVersion: 5 })).to.include({ role: 'moderator' });
    expect(asked).to.deep.equal([]);
    const other = await setUp({ tokenVersion: 5 });
    other.apply('users', other.user.id, { role: 'user', active: false, tokenVersion: 4 });
    expect(await other.run()).to.include({ role: 'user' });
    expect(other.asked).to.deep.equal(['session-1']);
  });

  it('with an invalid token: passes the error on, without a query', async () => {
    const { use, asked, feed } = await setUp();
    feed.lagging = true;
    expect(await refusalCode(() => use.run('no token'))).to.equal('token-invalid');
    expect(asked).to.deep.equal([]);
  });
});

describe('authenticate on an instance that may have missed a change', () => {
  const ways: [name: string, miss: (all: Awaited<ReturnType<typeof setUp>>) => void][] = [
    ['since it lags', ({ feed }) => (feed.lagging = true)],
    ['of any account', ({ apply }) => apply('users', null)],
    ['of any session', ({ apply }) => apply('sessions', null)],
  ];
  for (const [name, miss] of ways) {
    const lagging = async (overrides: Partial<Account> = {}) => {
      const all = await setUp(overrides);
      miss(all);
      return all;
    };

    it(`${name}: queries the session, and relies on that alone`, async () => {
      const { user, run, manage, asked, apply } = await lagging();
      apply('users', user.id, { role: 'admin', active: false, tokenVersion: 9 });
      await manage.change(user.id, { role: 'moderator' }, undefined, by);
      expect(await run()).to.deep.equal({ userId: user.id, sessionId: 'session-1', role: 'moderator' });
      expect(asked).to.deep.equal(['session-1']);
    });

    it(`ASVS 7.4.2, ${name}, with the account deactivated since, or removed: rejects`, async () => {
      const { user, ended, manage, sessions, clock, addSession } = await lagging();
      await manage.change(user.id, { active: false }, undefined, by);
      await addSession(user.id, 'session-2');
      expect(await sessions.accountFacts('session-2', clock.now())).to.include({ active: false });
      for (const session of ['session-1', 'session-2']) await ended({}, session);
      await manage.remove(user.id, undefined, by);
      await ended({}, 'session-2');
    });

    it(`ASVS 7.4.1, ${name}, with the session ended, over, unknown or of another account: rejects`, async () => {
      const { user, run, ended, sessions, clock, addSession } = await lagging({ tokenVersion: 5 });
      await addSession(user.id, 'session-2');
      await addSession(user.id, 'over', 0);
      await sessions.end({ userId: user.id, id: 'session-1' }, clock.now());
      for (const session of ['session-1', 'over', 'nowhere']) await ended({}, session);
      await ended({ id: 7 }, 'session-2');
      // From before the account was last activated.
      await ended({ tokenVersion: 4 }, 'session-2');
      expect(await run({}, 'session-2')).to.include({ userId: user.id });
    });

    it(`${name}, with a database that is unavailable: rejects`, async () => {
      const { rejects, watched } = await lagging();
      watched.accountFacts = async () => {
        throw new DomainError('unavailable', 'The database cannot be reached right now.');
      };
      await rejects('unavailable');
    });
  }
});
