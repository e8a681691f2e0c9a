import { expect } from 'chai';
import { Authenticate } from '../../../src/core/identity/authenticate.js';
import { Revocations } from '../../../src/core/identity/revocations.js';
import type { Account, User } from '../../../src/core/identity/user.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { errorCode } from '../rejections.js';
import { account, by, identity } from './accounts.js';

const proven = { authTime: 1_700_000_000, amr: ['otp'] };

/** An instance that applies every change, until a test makes it lag. */
const setUp = async (overrides: Partial<Account> = {}) => {
  const all = identity();
  const { sessions, tokens, manage, clock } = all;
  const user = await all.users.add(account(overrides));
  for (const id of ['session-1', 'session-2']) await all.addSession(user.id, id);
  const revocations = new Revocations(clock, 960);
  const feed = { lagging: false, isLagging: () => feed.lagging };
  const queried: string[] = [];
  const reader = {
    accountFacts: (id: string, now: Date) => {
      queried.push(id);
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
    const changed = await manage.change(user.id, patch, undefined, by);
    const { role, active, tokenVersion } = changed;
    apply('users', user.id, { role, active, tokenVersion });
    return changed;
  };
  const use = new Authenticate(tokens, revocations, feed, reader, clock);
  /** Authenticates with the token of the account with these changes. */
  const run = (changes: Partial<User> = {}, sessionId = 'session-1') => {
    const { id, role, tokenVersion } = { ...user, ...changes };
    return use.run(JSON.stringify({ userId: id, sessionId, role, tokenVersion, ...proven }));
  };
  const ended = async (changes?: Partial<User>, sessionId?: string) =>
    expect(await errorCode(() => run(changes, sessionId))).to.equal('session-ended');
  return { ...all, user, use, queried, feed, reader, apply, change, run, ended };
};

describe('authenticate', () => {
  it('with a token about which no change is known: returns its bearer, without a query', async () => {
    const { user, run, queried } = await setUp({ role: 'moderator' });
    expect(await run()).to.deep.equal({
      userId: user.id,
      sessionId: 'session-1',
      role: 'moderator',
      ...proven,
    });
    expect(queried).to.deep.equal([]);
  });

  it('ASVS 7.4.1/7.4.2/8.3.2, with a change applied: returns the current role, or rejects, without a query', async () => {
    const { user, run, ended, apply, change, queried } = await setUp();
    for (const role of ['moderator', 'user'] as const) {
      await change({ role });
      expect(await run()).to.include({ role });
    }
    apply('sessions', 'session-1');
    await ended();
    expect(await run({}, 'session-2')).to.include({ sessionId: 'session-2' });
    await change({ active: false });
    await ended({}, 'session-2');
    const activated = await change({ active: true });
    await ended({}, 'session-2');
    expect(await run(activated, 'session-2')).to.include({ userId: user.id });
    apply('users', user.id);
    await ended(activated, 'session-2');
    expect(queried).to.deep.equal([]);
  });

  it('ASVS 7.5.1, of a caller who must have proven who they are recently: compares with the clock of the service', async () => {
    const { use, run, clock } = await setUp();
    const caller = { ...(await run()), authTime: clock.now().getTime() / 1000 };
    clock.pass(300);
    use.requireRecent(caller, 300);
    clock.pass(1);
    expect(await errorCode(() => use.requireRecent(caller, 300))).to.equal('recent-authentication-required');
  });

  it('with an invalid token: throws the error, without a query', async () => {
    const { use, queried, feed } = await setUp();
    feed.lagging = true;
    expect(await errorCode(() => use.run('no token'))).to.equal('token-invalid');
    expect(queried).to.deep.equal([]);
  });
});

describe('authenticate on an instance that may have missed a change', () => {
  const lagging = async (overrides: Partial<Account> = {}) => {
    const all = await setUp(overrides);
    all.feed.lagging = true;
    return all;
  };
  type All = Awaited<ReturnType<typeof setUp>>;
  const ways: [name: string, miss: (all: All) => void][] = [
    ['since it lags', ({ feed }) => (feed.lagging = true)],
    ['of any account', ({ apply }) => apply('users', null)],
    ['of any session', ({ apply }) => apply('sessions', null)],
  ];
  for (const [name, miss] of ways) {
    it(`${name}: queries the session, and uses only the result`, async () => {
      const all = await setUp();
      miss(all);
      const { user, run, manage, queried, apply } = all;
      apply('users', user.id, { role: 'admin', active: false, tokenVersion: 9 });
      await manage.change(user.id, { role: 'moderator' }, undefined, by);
      expect(await run()).to.deep.equal({
        userId: user.id,
        sessionId: 'session-1',
        role: 'moderator',
        ...proven,
      });
      expect(queried).to.deep.equal(['session-1']);
    });
  }

  it('ASVS 7.4.1/7.4.2, with the session ended, expired, unknown or of another account: rejects', async () => {
    const { user, run, ended, manage, sessions, clock, addSession } = await lagging({ tokenVersion: 5 });
    await addSession(user.id, 'expired', 0);
    await sessions.end({ userId: user.id, id: 'session-1' }, clock.now());
    for (const session of ['session-1', 'expired', 'unknown']) await ended({}, session);
    await ended({ id: 7 }, 'session-2');
    // Issued before the account was last activated.
    await ended({ tokenVersion: 4 }, 'session-2');
    expect(await run({}, 'session-2')).to.include({ userId: user.id });
    await manage.change(user.id, { active: false }, undefined, by);
    await addSession(user.id, 'session-3');
    await ended({ tokenVersion: 6 }, 'session-3');
    await manage.remove(user.id, undefined, by);
    await ended({ tokenVersion: 6 }, 'session-3');
  });

  it('with a database that is unavailable: rejects', async () => {
    const { run, reader } = await lagging();
    reader.accountFacts = async () => {
      throw new DomainError('unavailable', 'The database cannot be reached right now.');
    };
    expect(await errorCode(() => run())).to.equal('unavailable');
  });
});
