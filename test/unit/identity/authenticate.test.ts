import { expect } from 'chai';
import { Authenticate } from '../../../src/core/identity/authenticate.js';
import { Revocations } from '../../../src/core/identity/revocations.js';
import type { Account, User } from '../../../src/core/identity/user.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { refusalCode } from '../refusal.js';
import { account, by, identity } from './accounts.js';

/** An instance that has been told of every change and can see, until a test makes it blind. */
const setUp = async (overrides: Partial<Account> = {}) => {
  const { users, sessions, tokens, manage, clock, addSession } = identity();
  const user = await users.add(account(overrides));
  await addSession(user.id, 'session-1');
  const asked: string[] = [];
  const revocations = new Revocations(clock, 960);
  const freshness = { blind: false, isBlind: () => freshness.blind };
  const watched = {
    standing: (id: string, now: Date) => {
      asked.push(id);
      return sessions.standing(id, now);
    },
  };
  let seq = 0;
  const tell = (kind: string, id: number | string | null, facts: unknown = null) => {
    seq += 1;
    revocations.apply([{ seq, kind, id: id === null ? null : String(id), facts }]);
  };
  /** Changes the account, and tells the instance. */
  const change = async (patch: Parameters<typeof manage.change>[1]) => {
    const { role, active, tokenVersion, ...rest } = await manage.change(user.id, patch, undefined, by);
    tell('users', user.id, { role, active, tokenVersion });
    return { ...rest, role, active, tokenVersion };
  };
  const use = new Authenticate(tokens, revocations, freshness, watched, clock);
  return { sessions, clock, manage, user, use, asked, freshness, watched, tell, change, addSession };
};

const tokenOf = ({ id, role, tokenVersion }: User, sessionId = 'session-1') =>
  JSON.stringify({ userId: id, sessionId, role, tokenVersion });

describe('authenticate', () => {
  it('with a token that nothing was told of: who it says, without a question to the database', async () => {
    const { user, use, asked } = await setUp({ role: 'moderator' });
    const caller = { userId: user.id, sessionId: 'session-1', role: 'moderator' };
    expect(await use.run(tokenOf(user))).to.deep.equal(caller);
    expect(asked).to.deep.equal([]);
  });

  it('ASVS 8.3.2, with a role changed since: the role of now, up or down', async () => {
    const { user, use, asked, change } = await setUp();
    await change({ role: 'moderator' });
    expect(await use.run(tokenOf(user))).to.include({ role: 'moderator' });
    await change({ role: 'user' });
    expect(await use.run(tokenOf(user))).to.include({ role: 'user' });
    expect(asked).to.deep.equal([]);
  });

  it('ASVS 7.4.2, with the account deactivated since: refuses', async () => {
    const { user, use, change } = await setUp();
    await change({ active: false });
    expect(await refusalCode(() => use.run(tokenOf(user)))).to.equal('session-ended');
  });

  it('ASVS 7.4.2, with the account deactivated and active again: still refuses a token from before', async () => {
    const { user, use, change } = await setUp();
    await change({ active: false });
    const again = await change({ active: true });
    expect(await refusalCode(() => use.run(tokenOf(user)))).to.equal('session-ended');
    expect(await use.run(tokenOf(again))).to.include({ userId: user.id });
  });

  it('ASVS 7.4.2, with the account removed since: refuses', async () => {
    const { manage, user, use, tell } = await setUp();
    await manage.remove(user.id, undefined, by);
    tell('users', user.id);
    expect(await refusalCode(() => use.run(tokenOf(user)))).to.equal('session-ended');
  });

  it('ASVS 7.4.1, with its session ended since: refuses, and no other session of the account', async () => {
    const { user, use, tell } = await setUp();
    tell('sessions', 'session-1');
    expect(await refusalCode(() => use.run(tokenOf(user)))).to.equal('session-ended');
    expect(await use.run(tokenOf(user, 'session-2'))).to.include({ sessionId: 'session-2' });
  });

  it('with a token older than what was told of its account: refuses; as old: accepts', async () => {
    const { user, use, change, asked } = await setUp({ tokenVersion: 5 });
    await change({ role: 'moderator' });
    const token = (tokenVersion: number) => tokenOf({ ...user, tokenVersion });
    expect(await refusalCode(() => use.run(token(4)))).to.equal('session-ended');
    expect(await use.run(token(5))).to.include({ role: 'moderator' });
    expect(asked).to.deep.equal([]);
  });

  it('with a token newer than what was told of its account: asks the database', async () => {
    const { user, use, tell, asked } = await setUp({ tokenVersion: 5 });
    tell('users', user.id, { role: 'user', active: false, tokenVersion: 4 });
    expect(await use.run(tokenOf(user))).to.include({ role: 'user' });
    expect(asked).to.deep.equal(['session-1']);
  });

  it('with what is no token: passes the refusal on, and asks nobody', async () => {
    const { use, asked, freshness } = await setUp();
    freshness.blind = true;
    expect(await refusalCode(() => use.run('no token'))).to.equal('token-invalid');
    expect(asked).to.deep.equal([]);
  });
});

describe('authenticate where the instance cannot know', () => {
  const ways: [name: string, unknowing: (all: Awaited<ReturnType<typeof setUp>>) => void][] = [
    ['blind', ({ freshness }) => (freshness.blind = true)],
    ['told that any account may have changed', ({ tell }) => tell('users', null)],
    ['told that any session may have ended', ({ tell }) => tell('sessions', null)],
  ];
  for (const [name, unknowing] of ways) {
    const unknown = async (overrides: Partial<Account> = {}) => {
      const all = await setUp(overrides);
      unknowing(all);
      return all;
    };

    it(`${name}: asks the database for the session, and believes that alone`, async () => {
      const { user, use, manage, asked, tell } = await unknown();
      tell('users', user.id, { role: 'admin', active: false, tokenVersion: 9 });
      await manage.change(user.id, { role: 'moderator' }, undefined, by);
      const caller = { userId: user.id, sessionId: 'session-1', role: 'moderator' };
      expect(await use.run(tokenOf(user))).to.deep.equal(caller);
      expect(asked).to.deep.equal(['session-1']);
    });

    it(`ASVS 7.4.2, ${name}, with the account deactivated since, or removed: refuses`, async () => {
      const { user, use, manage, sessions, clock, addSession } = await unknown();
      await manage.change(user.id, { active: false }, undefined, by);
      await addSession(user.id, 'session-2');
      expect(await sessions.standing('session-2', clock.now())).to.include({ active: false });
      for (const session of ['session-1', 'session-2']) {
        expect(await refusalCode(() => use.run(tokenOf(user, session)))).to.equal('session-ended');
      }
      await manage.remove(user.id, undefined, by);
      expect(await refusalCode(() => use.run(tokenOf(user, 'session-2')))).to.equal('session-ended');
    });

    it(`ASVS 7.4.1, ${name}, with the session ended, over or unknown: refuses, and no other`, async () => {
      const { user, use, sessions, clock, addSession } = await unknown();
      await addSession(user.id, 'session-2');
      await addSession(user.id, 'over', 0);
      await sessions.end({ userId: user.id, id: 'session-1' }, clock.now());
      for (const session of ['session-1', 'over', 'nowhere']) {
        expect(await refusalCode(() => use.run(tokenOf(user, session)))).to.equal('session-ended');
      }
      expect(await use.run(tokenOf(user, 'session-2'))).to.include({ userId: user.id });
    });

    it(`${name}, with the session of somebody else: refuses`, async () => {
      const { user, use } = await unknown();
      expect(await refusalCode(() => use.run(tokenOf({ ...user, id: 7 })))).to.equal('session-ended');
    });

    it(`${name}, with a token from before the account was last activated: refuses`, async () => {
      const { user, use } = await unknown({ tokenVersion: 5 });
      expect(await refusalCode(() => use.run(tokenOf({ ...user, tokenVersion: 4 })))).to.equal(
        'session-ended',
      );
    });

    it(`${name}, with a database that cannot be asked: lets nobody in`, async () => {
      const { user, use, watched } = await unknown();
      watched.standing = async () => {
        throw new DomainError('unavailable', 'The database cannot be reached right now.');
      };
      expect(await refusalCode(() => use.run(tokenOf(user)))).to.equal('unavailable');
    });
  }
});
