import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { LockedSession } from '../../src/core/identity/session-repository.js';
import type { Change } from '../../src/core/shared/changes.js';
import { MemoryUnitOfWork } from '../support/fakes/memory-unit-of-work.js';
import { nobody, repositories, unitOfWork } from '../support/repositories.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { account, eventually, open, refusal, useDatabase } from './contracts/fixtures.js';
import { sessionRepositoryContract } from './contracts/session-repository.js';
import { sessionRotationContract } from './contracts/session-rotations.js';
import { aHash, aSession, at, type SessionsUnderTest, signedIn } from './contracts/sessions-under-test.js';
import { surplusSessionsContract } from './contracts/surplus-sessions.js';

const contracts = (name: string, opened: () => SessionsUnderTest) => {
  sessionRepositoryContract(name, opened);
  sessionRotationContract(name, opened);
  surplusSessionsContract(name, opened);
};

const over = (
  knex: ReturnType<typeof open>,
  onCommitted: (changes: readonly Change[]) => void = () => {},
) => ({
  ...repositories(knex, undefined, unitOfWork(knex, { ...nobody, committed: onCommitted })),
  supersedeEarlier: (hash: string, milliseconds: number) =>
    knex('refresh_tokens')
      .where({ hash })
      .update({ superseded_at: knex.raw("superseded_at - ? * interval '1 millisecond'", [milliseconds]) }),
});

describe('session repositories', () => {
  const memory = new MemoryUnitOfWork();
  contracts('memory', () => ({
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

  describe('on the embedded database', () => {
    const embedded = useEmbeddedDatabase();
    contracts('the embedded database', () => over(embedded().knex));
  });

  describe('on Postgres', () => {
    const database = useDatabase();
    contracts('Postgres', () => over(database().knex));

    /** Whether somebody waits for a lock in this database. */
    const someoneWaits = async () => {
      const waiting = await database()
        .knex('pg_stat_activity')
        .whereRaw('datname = current_database()')
        .where({ wait_event_type: 'Lock' });
      return waiting.length > 0;
    };

    it('hold: by a token that is forgotten while the session is waited for: finds nothing', async () => {
      const { knex } = database();
      const { first, session } = await signedIn(over(knex));
      const { work } = over(knex);
      let waiting: Promise<unknown> | undefined;
      await knex.transaction(async (trx) => {
        await trx('sessions').where({ id: session.id }).forUpdate();
        waiting = work.run(({ sessions }) => sessions.lockByToken(first));
        await eventually(someoneWaits, 'somebody waited for the session');
        await knex('refresh_tokens').where({ hash: first }).delete();
      });
      expect(await waiting).to.equal(undefined);
    });

    it('hold: by a token of a family that is removed while the session is waited for: is of the session', async () => {
      const { knex } = database();
      const { user } = await signedIn(over(knex));
      const [session, first, family] = [aSession(user.id), aHash(), aHash()];
      await over(knex).sessions.add(session, first, family);
      let waiting: Promise<LockedSession | undefined> | undefined;
      await knex.transaction(async (trx) => {
        await trx('sessions').where({ id: session.id }).forUpdate();
        waiting = over(knex).work.run(({ sessions }) => sessions.lockByToken(first, family));
        await eventually(someoneWaits, 'somebody waited for the session');
        await knex('refresh_tokens').where({ hash: first }).delete();
      });
      const held = await waiting;
      expect([held?.session, held?.token.hash]).to.deep.equal([session, first]);
    });

    it('rotate: of a child that an instance of the release before made: is of no family, and is kept', async () => {
      const { knex } = database();
      const under = over(knex);
      const { user } = await signedIn(under);
      const [session, first, family, child, grandchild] = [
        aSession(user.id),
        aHash(),
        aHash(),
        aHash(),
        aHash(),
      ];
      await under.sessions.add(session, first, family);
      await knex('refresh_tokens').insert({ hash: child, session_id: session.id, parent_hash: first });
      const use = { sessionId: session.id, hash: child, salt: 's', childHash: grandchild, supersedes: first };
      await under.sessions.rotate(use);
      await under.sessions.rotate({ ...use, hash: grandchild, childHash: aHash(), supersedes: child });
      await under.supersedeEarlier(child, 60_000);
      const last = { ...use, hash: aHash(), childHash: aHash(), supersedes: grandchild };
      await knex('refresh_tokens').insert({ hash: last.hash, session_id: session.id });
      await under.sessions.rotate(last);
      expect((await under.sessions.lockByToken(child))?.session).to.deep.equal(session);
    });

    it('hold: of a session that is removed while it is waited for: finds nothing', async () => {
      const { knex } = database();
      const { first, user } = await signedIn(over(knex));
      const { work } = over(knex);
      let waiting: Promise<unknown> | undefined;
      await knex.transaction(async (trx) => {
        await trx('users').where({ id: user.id }).delete();
        waiting = work.run(({ sessions }) => sessions.lockByToken(first));
        await eventually(someoneWaits, 'somebody waited for the session');
      });
      expect(await waiting).to.equal(undefined);
    });

    it('a unit of work: that ended sessions: tells of them once it is committed, and only then', async () => {
      const told: (readonly Change[])[] = [];
      const { work, ...rest } = over(database().knex, (changes) => told.push(changes));
      const { user, session } = await signedIn(rest);
      told.length = 0;
      const end = async ({ sessions }: Pick<SessionsUnderTest, 'sessions'>) => {
        await sessions.end({ userId: user.id }, at(0));
        expect(told).to.deep.equal([]);
      };
      const undone = work.run(async (repositories) => {
        await end(repositories);
        throw new Error('no');
      });
      expect(await undone.catch((error: Error) => error.message)).to.equal('no');
      await work.run(end);
      expect(told).to.have.length(1);
      expect(told[0]?.map(({ kind, id }) => [kind, id])).to.deep.equal([['sessions', session.id]]);
    });

    it('end: of several sessions: takes them in order of id, so that two who do so never block each other', async () => {
      const under = over(database().knex);
      const [low, high] = [aHash(), aHash()];
      const [lowId, highId] = [randomUUID(), randomUUID()].sort() as [string, string];
      const { id: userId } = await under.users.add(account());
      await under.sessions.add(aSession(userId, { id: highId }), high);
      await under.sessions.add(aSession(userId, { id: lowId }), low);
      let ending: Promise<readonly string[]> | undefined;
      await under.work.run(async ({ sessions }) => {
        await sessions.lockByToken(low);
        ending = under.work.run((others) => others.sessions.end({ userId }, at(0)));
        await eventually(someoneWaits, 'somebody waited for the first session');
        expect((await sessions.lockByToken(high))?.ended).to.equal(false);
      });
      expect([...((await ending) ?? [])].sort()).to.deep.equal([lowId, highId]);
    });

    it('every method: while the database cannot be reached: is refused as unavailable', async () => {
      const nowhere = open('postgresql://nobody@127.0.0.1:1/nothing');
      const { sessions } = over(nowhere);
      const hash = aHash();
      for (const ask of [
        () => sessions.add(aSession(1), hash),
        () => sessions.list(1, at(0)),
        () => sessions.lockByToken(hash),
        () => sessions.rotate({ sessionId: aSession(1).id, hash, salt: 's', childHash: aHash() }),
        () => sessions.touch(aSession(1).id, at(0), at(1), { count: 1, since: at(0) }),
        () => sessions.end({ userId: 1 }, at(0)),
        () => sessions.accountFacts(aSession(1).id, at(0)),
      ]) {
        expect((await refusal(ask())).code).to.equal('unavailable');
      }
      await nowhere.destroy();
    });
  });
});
