import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { aHash, aSession, at, life, type SessionsUnderTest, signedIn } from './sessions-under-test.js';

const idsOf = (sessions: readonly { id: string }[]) => sessions.map(({ id }) => id);

/** The contract of SessionRepository, outside and inside a unit of work. Rotations have a separate contract. */
export const sessionRepositoryContract = (name: string, opened: () => SessionsUnderTest) => {
  describe(`sessions in ${name}`, () => {
    it('add: a session: is listed unchanged, to the millisecond', async () => {
      const { sessions } = opened();
      const what = {
        ip: '2001:db8::1',
        authenticatedAt: at(2).toISOString(),
        amr: ['pwd', 'otp', 'mfa'] as const,
        userAgent: `Über-Browser "1" '; -- 🎬 \\ %_`,
        lastUsedAt: at(1).toISOString(),
      };
      const { user, session } = await signedIn(opened(), what);
      expect(await sessions.list(user.id, at(0))).to.deep.equal([{ ...session, ...what }]);
    });

    it('list: of a user: has the active sessions, last used first, then by id', async () => {
      const { sessions } = opened();
      const { user, session } = await signedIn(opened());
      await signedIn(opened());
      const [low, high] = [randomUUID(), randomUUID()].sort() as [string, string];
      for (const [id, lastUsedAt] of [
        [high, at(5)],
        [low, at(5)],
        [randomUUID(), at(9)],
      ] as const) {
        await sessions.add(aSession(user.id, { id, lastUsedAt: lastUsedAt.toISOString() }), aHash());
      }
      const listed = idsOf(await sessions.list(user.id, at(10)));
      expect(listed).to.have.length(4);
      expect(listed.slice(1)).to.deep.equal([low, high, session.id]);
      await sessions.end({ userId: user.id, id: low }, at(10));
      expect(idsOf(await sessions.list(user.id, at(10))).slice(1)).to.deep.equal([high, session.id]);
    });

    it('list and account facts: at the end of its lifetime: have a session until the millisecond before', async () => {
      const { sessions } = opened();
      const { user, session } = await signedIn(opened());
      for (const [milliseconds, lives] of [
        [life - 1, true],
        [life, false],
        [life + 1, false],
      ] as const) {
        expect(await sessions.list(user.id, at(milliseconds))).to.have.length(lives ? 1 : 0);
        expect((await sessions.accountFacts(session.id, at(milliseconds))) !== undefined).to.equal(lives);
      }
    });

    it('touch: a session: changes its times and its number of refreshes, and no other session', async () => {
      const { sessions } = opened();
      const refreshes = { count: 7, since: at(3) };
      const { user, session, first } = await signedIn(opened(), { ip: '192.0.2.1', userAgent: 'A browser' });
      const other = aSession(user.id);
      await sessions.add(other, aHash());
      await sessions.touch(session.id, at(1234), at(2 * life), refreshes);
      const times = { lastUsedAt: at(1234).toISOString(), expiresAt: at(2 * life).toISOString() };
      expect(await sessions.list(user.id, at(0))).to.deep.equal([{ ...session, ...times }, other]);
      expect((await sessions.lockByToken(first))?.refreshes).to.deep.equal(refreshes);
    });

    it('account facts: of a active session: are those of its user now', async () => {
      const { sessions, users } = opened();
      const { user, session } = await signedIn(opened());
      const facts = { userId: user.id, role: 'user', active: true, tokenVersion: 1 };
      expect(await sessions.accountFacts(session.id, at(0))).to.deep.equal(facts);
      const changed = { role: 'moderator', active: false, tokenVersion: 2 } as const;
      await users.change(user.id, (current) => ({ ...current, ...changed }));
      expect(await sessions.accountFacts(session.id, at(0))).to.deep.equal({ ...facts, ...changed });
    });

    it('account facts: of an ended or unknown session, or a removed user: are undefined', async () => {
      const { sessions, users } = opened();
      const [ended, orphan] = [await signedIn(opened()), await signedIn(opened())];
      await sessions.end({ userId: ended.user.id }, at(0));
      await users.remove(orphan.user.id, () => {});
      for (const id of [ended.session.id, orphan.session.id, randomUUID()]) {
        expect(await sessions.accountFacts(id, at(0))).to.equal(undefined);
      }
      expect(await sessions.lockByToken(orphan.first)).to.equal(undefined);
    });

    it('end: one of a user: ends that one only, once, and returns its id', async () => {
      const { sessions } = opened();
      const { user, session, first } = await signedIn(opened());
      const other = aSession(user.id);
      await sessions.add(other, aHash());
      const which = { userId: user.id, id: session.id };
      expect(await sessions.end(which, at(0))).to.deep.equal([session.id]);
      expect(await sessions.end(which, at(1))).to.deep.equal([]);
      expect(idsOf(await sessions.list(user.id, at(0)))).to.deep.equal([other.id]);
      expect(await sessions.accountFacts(session.id, at(0))).to.equal(undefined);
      expect((await sessions.lockByToken(first))?.ended).to.equal(true);
    });

    it('end: all of a user except one, then all: ends the remaining ones, and none of another user', async () => {
      const { sessions } = opened();
      const [{ user, session }, stranger] = [await signedIn(opened()), await signedIn(opened())];
      const others = [aSession(user.id), aSession(user.id)];
      for (const other of others) await sessions.add(other, aHash());
      const end = (which: { except?: string } = {}) => sessions.end({ userId: user.id, ...which }, at(0));
      expect(await end({ except: session.id })).to.have.members(idsOf(others));
      expect(await sessions.list(user.id, at(0))).to.deep.equal([session]);
      expect(await end()).to.deep.equal([session.id]);
      expect(await end()).to.deep.equal([]);
      expect(await sessions.list(stranger.user.id, at(0))).to.deep.equal([stranger.session]);
    });

    it('end: all of a user except the most recent: ends those used earlier, and none that has ended', async () => {
      const { sessions } = opened();
      const { user, session } = await signedIn(opened(), { lastUsedAt: at(5).toISOString() });
      const add = async (lastUsed: number, expiry = life) => {
        const times = { lastUsedAt: at(lastUsed).toISOString(), expiresAt: at(expiry).toISOString() };
        const one = aSession(user.id, times);
        await sessions.add(one, aHash());
        return one.id;
      };
      const [old, newest, older, over] = [await add(4), await add(6), await add(3), await add(9, 10)];
      const stranger = await signedIn(opened());
      expect(await sessions.end({ userId: user.id, exceptMostRecent: 4 }, at(10))).to.deep.equal([]);
      const ended = await sessions.end({ userId: user.id, exceptMostRecent: 2 }, at(10));
      expect(ended).to.have.members([old, older]).and.not.include(over);
      expect((await sessions.list(user.id, at(10))).map(({ id }) => id)).to.deep.equal([newest, session.id]);
      expect(await sessions.list(stranger.user.id, at(10))).to.have.length(1);
    });

    it('addresses: of a user: are those of all sessions, even ended and expired ones, each once', async () => {
      const { sessions } = opened();
      const { user, session } = await signedIn(opened(), { ip: '192.0.2.1' });
      await signedIn(opened(), { ip: '192.0.2.9' });
      const others = [
        { ip: '192.0.2.1' },
        { ip: '2001:db8::1' },
        { ip: null },
        { ip: '192.0.2.2', expiresAt: session.createdAt },
      ];
      for (const other of others) await sessions.add(aSession(user.id, other), aHash());
      await sessions.end({ userId: user.id }, at(0));
      const addresses = await sessions.addressesOf(user.id);
      expect([...addresses].sort()).to.deep.equal(['192.0.2.1', '192.0.2.2', '2001:db8::1']);
      expect(await sessions.addressesOf(0)).to.deep.equal([]);
    });

    it('end: one of another user or an unknown one: ends nothing', async () => {
      const { sessions } = opened();
      const [one, other] = [await signedIn(opened()), await signedIn(opened())];
      for (const id of [other.session.id, randomUUID()]) {
        expect(await sessions.end({ userId: one.user.id, id }, at(0))).to.deep.equal([]);
      }
      expect((await sessions.lockByToken(other.first))?.ended).to.equal(false);
    });

    it('lock: in two units of work at once: makes the second wait, and see the changes of the first', async () => {
      const { sessions, work } = opened();
      const { user, first } = await signedIn(opened());
      const steps: string[] = [];
      let isIn = () => {};
      const entered = new Promise<void>((resolve) => {
        isIn = resolve;
      });
      const use = (name: string) =>
        work.run(async ({ sessions: bound }) => {
          const held = await bound.lockByToken(first);
          steps.push(`${name} in, ${held?.ended ? 'ended' : 'live'}`);
          isIn();
          await sleep(100);
          await bound.end({ userId: user.id }, at(0));
          steps.push(`${name} out`);
        });
      const one = use('one');
      await entered;
      await Promise.all([one, use('two')]);
      expect(steps).to.deep.equal(['one in, live', 'one out', 'two in, ended', 'two out']);
      expect((await sessions.lockByToken(first))?.ended).to.equal(true);
    });
  });
};
