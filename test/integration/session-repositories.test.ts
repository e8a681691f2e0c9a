import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Knex } from 'knex';
import type { Session } from '../../src/core/identity/session.js';
import type { LockedSession } from '../../src/core/identity/session-repository.js';
import type { Change } from '../../src/core/shared/changes.js';
import { MemoryUnitOfWork } from '../support/fakes/memory-unit-of-work.js';
import { overlappingQueries } from '../support/overlapping-queries.js';
import { account, eventually, lockWaited, lockWaiters, useDatabase } from './contracts/fixtures.js';
import { sessionContracts, sessionsOver } from './contracts/session-repositories.js';
import { aHash, aSession, at, life, signedIn } from './contracts/sessions-under-test.js';

describe('session repositories', () => {
  const memory = new MemoryUnitOfWork();
  sessionContracts('memory', () => ({
    users: memory.users,
    sessions: memory.sessions,
    work: memory,
    supersedeEarlier: async (hash, milliseconds) => {
      const token = memory.sessionRows.tokens.get(hash);
      const at = token?.supersededAt;
      if (at)
        memory.sessionRows.tokens.set(hash, {
          ...token,
          supersededAt: new Date(at.getTime() - milliseconds),
        });
    },
  }));

  describe('on Postgres', () => {
    const database = useDatabase();
    sessionContracts('Postgres', () => sessionsOver(database().knex));

    /** Returns the session that a lock by a token finds, if `change` commits while the lock waits. */
    const lockedAfter = async (
      change: (trx: Knex.Transaction, session: Session, first: string) => Promise<unknown>,
      family?: string,
    ) => {
      const { sessions, work, users } = sessionsOver(database().knex);
      const [session, first] = [aSession((await users.add(account())).id), aHash()];
      await sessions.add(session, first, family);
      let waiting: Promise<LockedSession | undefined> | undefined;
      await database().knex.transaction(async (trx) => {
        await trx('sessions').where({ id: session.id }).forUpdate();
        waiting = work.run((bound) => bound.sessions.lockByToken(first, family));
        await lockWaited(database().knex);
        await change(trx, session, first);
      });
      const locked = await waiting;
      return { session, first, locked };
    };
    const removeToken = (_: Knex, __: Session, hash: string) =>
      database().knex('refresh_tokens').where({ hash }).delete();

    it('lock: while its token or its session is removed: finds nothing', async () => {
      const removeSession = (trx: Knex, { id }: Session) => trx('sessions').where({ id }).delete();
      for (const remove of [removeToken, removeSession])
        expect((await lockedAfter(remove)).locked).to.equal(undefined);
    });

    it('lock: while a token with a family is removed: finds the session', async () => {
      const { session, first, locked } = await lockedAfter(removeToken, aHash());
      expect([locked?.session, locked?.token.hash]).to.deep.equal([session, first]);
    });

    it('lock: sends its queries one after the other', async () => {
      const under = sessionsOver(database().knex);
      const first = aHash();
      await under.sessions.add(aSession((await under.users.add(account())).id), first);
      const { found, restore } = overlappingQueries();
      try {
        await under.work.run(({ sessions }) => sessions.lockByToken(first));
      } finally {
        restore();
      }
      expect(found).to.deep.equal([]);
    });

    it('a session of the previous release, which has no authentication: began with a password', async () => {
      const { users, sessions } = sessionsOver(database().knex);
      const session = aSession((await users.add(account())).id);
      const [id, createdAt] = [randomUUID(), at(-5)];
      const times = { created_at: createdAt, last_used_at: at(0), expires_at: at(life) };
      await database()
        .knex('sessions')
        .insert({ id, user_id: session.userId, ...times });
      const proven = { authenticatedAt: createdAt.toISOString(), amr: ['pwd'] };
      expect(await sessions.list(session.userId, at(0))).to.deep.equal([
        { ...session, id, createdAt: createdAt.toISOString(), ...proven },
      ]);
    });

    it('a unit of work that ended sessions: reports them once it is committed', async () => {
      const reported: (readonly Change[])[] = [];
      const { work, ...rest } = sessionsOver(database().knex, (changes) => reported.push(changes));
      const { user, session } = await signedIn(rest);
      reported.length = 0;
      await work.run(async ({ sessions }) => {
        await sessions.end({ userId: user.id }, at(0));
        expect(reported).to.deep.equal([]);
      });
      expect(reported.flat().map(({ kind, id }) => [kind, id])).to.deep.equal([['sessions', session.id]]);
    });

    it('lock by a token: locks the account first, so that a refresh and a change that ends sessions never deadlock', async () => {
      const { sessions, work, users } = sessionsOver(database().knex);
      const { id: userId } = await users.add(account());
      const tokens = [aHash(), aHash()] as const;
      for (const [i, token] of tokens.entries())
        await sessions.add(aSession(userId), token, i === 0 ? undefined : 'a family');
      let refreshing: Promise<unknown> | undefined;
      await work.run(async (bound) => {
        await bound.users.change(userId, (current) => current);
        refreshing = Promise.all([
          work.run((others) => others.sessions.lockByToken(tokens[0])),
          work.run((others) => others.sessions.lockByToken('superseded', 'a family')),
        ]);
        await eventually(async () => (await lockWaiters(database().knex)) === 2, 'both waited for a lock');
        // Waits for nothing: it would never end if one of them had locked its session.
        expect(await bound.sessions.end({ userId }, at(0))).to.have.length(2);
      });
      expect(await refreshing).to.have.length(2);
    });

    it('end: of several sessions: locks them in order of id, so that two of these never deadlock', async () => {
      const under = sessionsOver(database().knex);
      const [low, high] = [aHash(), aHash()];
      const [lowId, highId] = [randomUUID(), randomUUID()].sort() as [string, string];
      const { id: userId } = await under.users.add(account());
      await under.sessions.add(aSession(userId, { id: highId }), high);
      await under.sessions.add(aSession(userId, { id: lowId }), low);
      let ending: Promise<readonly string[]> | undefined;
      await under.work.run(async ({ sessions }) => {
        await sessions.lockByToken(low);
        ending = under.work.run((others) => others.sessions.end({ userId }, at(0)));
        await lockWaited(database().knex);
        expect((await sessions.lockByToken(high))?.ended).to.equal(false);
      });
      expect([...((await ending) ?? [])].sort()).to.deep.equal([lowId, highId]);
    });
  });
});
