import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { batchSize, endedSessionRetention, removeExpired } from '../../src/adapters/knex/housekeeping.js';
import { KnexSessionRepository } from '../../src/adapters/knex/knex-session-repository.js';
import { KnexUserRepository } from '../../src/adapters/knex/knex-user-repository.js';
import { becomesFresh, follow, mark, stopFollowing } from './contracts/change-feed.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { account, useDatabase } from './contracts/fixtures.js';

/** Seconds. */
const [hour, week] = [3600, 7 * 86_400];
const retention = { changes: hour, refreshTokens: week, audit: 365 * 86_400 };
const clean = (knex: Knex) => removeExpired(knex, retention);

/** Lets so many seconds pass for what is in the database. */
const pass = async (knex: Knex, seconds: number) => {
  const by = knex.raw("? * interval '1 second'", [seconds]);
  await knex('change_horizons').update({ at: knex.raw('at - ?', [by]) });
  await knex('sessions').update({ expires_at: knex.raw('expires_at - ?', [by]) });
  await knex('refresh_tokens').update({ superseded_at: knex.raw('superseded_at - ?', [by]) });
};

const sessionOf = async (knex: Knex, seconds: number) => {
  const { id: userId } = await new KnexUserRepository(knex).add(account());
  const [now, id] = [new Date().toISOString(), randomUUID()];
  const expiresAt = new Date(Date.now() + seconds * 1000).toISOString();
  const session = { id, userId, createdAt: now, lastUsedAt: now, expiresAt, ip: null, userAgent: null };
  await new KnexSessionRepository(knex).add(session, `first-${id}`);
  return id;
};
const sessionsLeft = async (knex: Knex, ids: string[]) =>
  (await knex('sessions').whereIn('id', ids).pluck('id')) as string[];
const marksLeft = async (knex: Knex): Promise<string[]> =>
  knex('changes').whereLike('kind', 'mark %').orderBy('seq').pluck('kind');

const contract = (name: string, opened: () => { knex: Knex }) => {
  describe(`on ${name}`, () => {
    beforeEach(async () => {
      const { knex } = opened();
      for (const table of ['changes', 'change_horizons', 'sessions']) await knex(table).delete();
      await knex('changes').delete();
    });

    it('sessions that are over: go, with their tokens; others stay, ended ones too', async () => {
      const { knex } = opened();
      const [over, live, ended] = [
        await sessionOf(knex, 59),
        await sessionOf(knex, 120),
        await sessionOf(knex, 120),
      ];
      await knex('sessions').where({ id: ended }).update({ ended_at: new Date() });
      await pass(knex, 60);
      await clean(knex);
      expect(await sessionsLeft(knex, [over, live, ended])).to.have.members([live, ended]);
      expect(await knex('refresh_tokens').where({ session_id: over })).to.deep.equal([]);
      expect(await knex('refresh_tokens').where({ session_id: live })).to.have.length(1);
    });

    it('sessions that were ended an hour ago: go, but for the last of each address; their tokens go', async () => {
      const { knex } = opened();
      const all: string[] = [];
      for (const [ip, ended, lives] of [
        ['192.0.2.1', endedSessionRetention + 60, 7000],
        ['192.0.2.1', endedSessionRetention + 60, 9000],
        ['192.0.2.1', endedSessionRetention + 60, 8000],
        ['192.0.2.2', endedSessionRetention + 60, 7000],
        ['192.0.2.2', null, 9000],
        ['192.0.2.3', endedSessionRetention - 60, 7000],
        ['192.0.2.3', endedSessionRetention + 60, 9000],
        [null, endedSessionRetention + 60, 7000],
      ] as const) {
        const id = await sessionOf(knex, lives);
        const endedAt = ended === null ? null : new Date(Date.now() - ended * 1000);
        const [{ user_id: owner } = {} as never] = await knex('sessions').where({ id: all[0] ?? id });
        await knex('sessions').where({ id }).update({ ip, ended_at: endedAt, user_id: owner });
        all.push(id);
      }
      await clean(knex);
      const kept = [1, 4, 5, 6].map((i) => all[i]);
      expect(await sessionsLeft(knex, all)).to.have.members(kept);
      const tokens = await knex('refresh_tokens').whereIn('session_id', all).pluck('session_id');
      expect(tokens).to.have.members([all[4], all[5]]);
    });

    it('an address: of another account: keeps no session of this one', async () => {
      const { knex } = opened();
      const [own, other] = [await sessionOf(knex, 7000), await sessionOf(knex, 9000)];
      const endedAt = new Date(Date.now() - (endedSessionRetention + 60) * 1000);
      await knex('sessions').whereIn('id', [own, other]).update({ ip: '192.0.2.9', ended_at: endedAt });
      await clean(knex);
      expect(await sessionsLeft(knex, [own, other])).to.have.members([own, other]);
    });

    it('more rows than a batch: all go, and each transaction removes a batch at most', async () => {
      const { knex } = opened();
      await knex.raw(
        `insert into audit (at, action, details)
         select now() - interval '366 days', 'old.changed', '{}' from generate_series(1, ?)`,
        [2 * batchSize + 1],
      );
      const counts: number[] = [];
      const listen = (response: { rowCount: number } | undefined, { sql }: { sql: string }) => {
        if (sql.startsWith('delete from audit')) counts.push(response?.rowCount ?? 0);
      };
      knex.on('query-response', listen);
      await clean(knex);
      knex.off('query-response', listen);
      expect(counts).to.deep.equal([batchSize, batchSize, 1]);
      expect(await knex('audit').where({ action: 'old.changed' })).to.deep.equal([]);
    });

    it('that is to end: ends after the batch it is at', async () => {
      const { knex } = opened();
      const id = await sessionOf(knex, 1);
      await pass(knex, 2);
      await knex.raw(
        "insert into audit (at, action, details) values (now() - interval '366 days', 'old.changed', '{}')",
      );
      await removeExpired(knex, retention, AbortSignal.abort());
      expect(await sessionsLeft(knex, [id])).to.deep.equal([id]);
      await clean(knex);
      expect(await sessionsLeft(knex, [id])).to.deep.equal([]);
      expect(await knex('audit').where({ action: 'old.changed' })).to.deep.equal([]);
    });

    it('answers under an Idempotency-Key: a day old: go, and younger ones stay', async () => {
      const { knex } = opened();
      const { id } = await new KnexUserRepository(knex).add(account());
      for (const [key, age] of [
        ['old', '24 hours'],
        ['young', '23 hours'],
      ] as const) {
        await knex.raw(
          `insert into idempotency_keys (user_id, key, fingerprint, answer, created_at)
          values (?, ?, '', '{}', now() - ?::interval)`,
          [id, key, age],
        );
      }
      await clean(knex);
      expect(await knex('idempotency_keys').where({ user_id: id }).pluck('key')).to.deep.equal(['young']);
    });

    it('the audit trail: entries of more than its days go, and younger ones stay', async () => {
      const { knex } = opened();
      const entries = "select now() - age::interval, age, '{}' from unnest(?::text[]) age";
      const ages = ['365 days 1 minute', '364 days 23 hours'];
      await knex.raw(`insert into audit (at, action, details) ${entries}`, [ages]);
      await clean(knex);
      expect(await knex('audit').pluck('action')).to.deep.equal(ages.slice(1));
    });

    it('sessions that are over, more than a hundred: nobody is told that they ended', async () => {
      const { knex } = opened();
      const id = await sessionOf(knex, 30);
      await knex.raw(
        `insert into sessions (id, user_id, created_at, last_used_at, expires_at)
         select gen_random_uuid(), user_id, created_at, last_used_at, expires_at
         from sessions, generate_series(1, 150) where id = ?`,
        [id],
      );
      const before = await knex('changes').pluck('seq');
      await pass(knex, 31);
      await clean(knex);
      expect(await knex('sessions')).to.deep.equal([]);
      expect(await knex('changes').pluck('seq')).to.deep.equal(before);
    });

    it('refresh tokens: superseded longer ago than one lives go; others, and unused ones, stay', async () => {
      const { knex } = opened();
      const id = await sessionOf(knex, 2 * week);
      const now = Date.now();
      const at = (seconds: number) => new Date(now - seconds * 1000);
      await knex('refresh_tokens').insert([
        { hash: 'old', session_id: id, used_at: at(2 * week), superseded_at: at(week + 5) },
        { hash: 'recent', session_id: id, used_at: at(2 * week), superseded_at: at(week - 60) },
        { hash: 'head', session_id: id, used_at: at(2 * week), superseded_at: null },
      ]);
      await clean(knex);
      const left = await knex('refresh_tokens').where({ session_id: id }).orderBy('hash').pluck('hash');
      expect(left).to.deep.equal([`first-${id}`, 'head', 'recent'].sort());
    });

    it('changes: go when they were seen long enough ago, not before', async () => {
      const { knex } = opened();
      await mark(knex, 'mark old');
      await clean(knex);
      await mark(knex, 'mark young');
      await pass(knex, hour - 300);
      await clean(knex);
      expect(await marksLeft(knex)).to.deep.equal(['mark old', 'mark young']);
      await pass(knex, 600);
      await clean(knex);
      expect(await marksLeft(knex)).to.deep.equal(['mark young']);
      await pass(knex, hour);
      await clean(knex);
      expect(await marksLeft(knex)).to.deep.equal([]);
    });

    it('what is known of times: is kept no longer than it is of use', async () => {
      const { knex } = opened();
      for (let round = 0; round < 12; round += 1) {
        await clean(knex);
        await pass(knex, 600);
      }
      const { rows } = await knex.raw('select count(*)::integer as count from change_horizons');
      expect(rows[0].count).to.equal(7);
    });
  });
};

describe('housekeeping', () => {
  const database = useDatabase();
  const embedded = useEmbeddedDatabase();
  afterEach(stopFollowing);
  contract('Postgres', database);
  contract('the embedded database', embedded);

  it('a change that began long ago, and was committed just now: stays as long as any other', async () => {
    const { knex } = database();
    await knex('changes').delete();
    const slow = await knex.transaction();
    await mark(slow, 'mark slow');
    const fast = await mark(knex, 'mark fast');
    await clean(knex);
    await slow.commit();
    await pass(knex, hour + 1);
    await clean(knex);
    expect(await marksLeft(knex)).to.deep.equal(['mark slow']);
    const { feed, told } = follow(database().url);
    await feed.start();
    await becomesFresh(feed);
    expect(told.map(({ kind }) => kind)).to.include('mark slow');
    expect(told.map(({ seq }) => seq)).to.not.include(fast);
    await pass(knex, hour + 1);
    await clean(knex);
    expect(await marksLeft(knex)).to.deep.equal([]);
  });

  it('a change that was undone, and one that is still to be committed: the one is nothing, the other stays', async () => {
    const { knex } = database();
    const [undone, open] = [await knex.transaction(), await knex.transaction()];
    await mark(undone, 'mark undone');
    await mark(open, 'mark open');
    await undone.rollback();
    for (let round = 0; round < 2; round += 1) {
      await clean(knex);
      await pass(knex, hour + 1);
    }
    await open.commit();
    await clean(knex);
    expect(await marksLeft(knex)).to.deep.equal(['mark open']);
  });

  it('while another instance is at it: does nothing, waits for nothing, and leaves no lock', async () => {
    const { knex } = database();
    const over = await sessionOf(knex, 1);
    await pass(knex, 2);
    await knex.transaction(async (trx) => {
      await trx.raw("select pg_advisory_xact_lock(hashtext('project-db-auth housekeeping'))");
      await clean(knex);
      expect(await sessionsLeft(knex, [over])).to.deep.equal([over]);
    });
    await clean(knex);
    expect(await sessionsLeft(knex, [over])).to.deep.equal([]);
    const { rows } = await knex.raw(
      `select 1 from pg_locks where locktype = 'advisory'
       and database = (select oid from pg_database where datname = current_database())`,
    );
    expect(rows).to.deep.equal([]);
  });

  it('of a row that a request has locked: leaves it, and does not wait', async () => {
    const { knex } = database();
    const [locked, other] = [await sessionOf(knex, 1), await sessionOf(knex, 1)];
    await pass(knex, 2);
    await knex.transaction(async (trx) => {
      await trx('sessions').where({ id: locked }).forUpdate();
      await clean(knex);
    });
    expect(await sessionsLeft(knex, [locked, other])).to.deep.equal([locked]);
  });

  it('of any table: finds what goes by an index', async () => {
    const { knex } = database();
    const plans: string[] = [];
    await knex.transaction(async (trx) => {
      await trx.raw('set local enable_seqscan = off');
      const deletes: string[] = [];
      const listen = ({ sql, bindings }: { sql: string; bindings: readonly unknown[] }) => {
        if (!sql.startsWith('delete from') || !sql.includes('ctid')) return;
        deletes.push(sql.replaceAll(/\$(\d+)/g, (_, i) => `'${bindings[Number(i) - 1]}'`));
      };
      await mark(trx as unknown as Knex, 'mark old');
      await trx.raw("insert into change_horizons (at) values (now() - interval '2 hours')");
      trx.on('query', listen);
      await clean(trx as unknown as Knex);
      trx.off('query', listen);
      expect(deletes).to.have.length.of.at.least(8);
      for (const sql of deletes) {
        const { rows } = await trx.raw(`explain ${sql}`);
        plans.push(rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n'));
      }
    });
    for (const plan of plans) expect(plan).to.not.include('Seq Scan on');
  });

  it('by several instances at once: does what one would do', async () => {
    const { knex } = database();
    await knex('changes').delete();
    const over = await sessionOf(knex, 30);
    await mark(knex, 'mark old');
    await clean(knex);
    await mark(knex, 'mark young');
    await pass(knex, hour + 1);
    await Promise.all(Array.from({ length: 8 }, () => clean(knex)));
    expect(await marksLeft(knex)).to.deep.equal(['mark young']);
    expect(await sessionsLeft(knex, [over])).to.deep.equal([]);
  });
});
