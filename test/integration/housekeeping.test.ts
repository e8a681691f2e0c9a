import { expect } from 'chai';
import type { Knex } from 'knex';
import { batchSize, removeExpired } from '../../src/adapters/knex/housekeeping.js';
import { KnexUserRepository } from '../../src/adapters/knex/knex-user-repository.js';
import { mark } from './contracts/change-feed.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { account, useDatabase } from './contracts/fixtures.js';
import { clean, retention } from './contracts/housekeeping.js';

/** Rows on both sides of each limit; `name` is a column that says whether the row is kept. */
const limits: readonly (readonly [what: string, table: string, name: string, insert: string])[] = [
  [
    'responses under an Idempotency-Key, of a day ago',
    'idempotency_keys',
    'key',
    `insert into idempotency_keys (user_id, key, fingerprint, answer, created_at)
     values (:user, 'old', '', '{}', now() - interval '24 hours'),
       (:user, 'kept', '', '{}', now() - interval '23 hours')`,
  ],
  [
    'audit entries, of more than a year ago',
    'audit',
    'action',
    `insert into audit (at, action, details) values (now() - interval '365 days 1 minute', 'old', '{}'),
       (now() - interval '364 days 23 hours', 'kept', '{}')`,
  ],
  [
    'removed items, of more than 31 days ago',
    'removed',
    'kind',
    `insert into removed (kind, id, removed_at) values ('old', 1, now() - interval '31 days 1 minute'),
       ('kept', 1, now() - interval '30 days 23 hours')`,
  ],
  [
    'one-time tokens, expired',
    'one_time_tokens',
    'hash',
    `insert into one_time_tokens (user_id, purpose, hash, expires_at)
     values (:user, 'reset', 'old', now() - interval '1 second'),
       (:user, 'invitation', 'kept', now() + interval '1 minute')`,
  ],
  [
    'refresh tokens, superseded longer ago than one lives',
    'refresh_tokens',
    'hash',
    `with session as (
       insert into sessions (id, user_id, created_at, last_used_at, expires_at)
       values (gen_random_uuid(), :user, now(), now(), now() + interval '1 day') returning id)
     insert into refresh_tokens (hash, session_id, used_at, superseded_at)
     select name, id, now() - interval '14 days', now() - age::interval
     from session, (values ('old', '7 days 5 seconds'), ('kept', '6 days 23 hours'), ('kept head', null)) v (name, age)`,
  ],
  // Of the ended sessions, the last one of each address of an account is kept: it shows that the account signed in there.
  [
    'sessions, expired or ended an hour ago',
    'sessions',
    'user_agent',
    `insert into sessions (id, user_id, created_at, last_used_at, expires_at, ended_at, ip, user_agent)
     select gen_random_uuid(), case name when 'kept stranger' then :other::int else :user end, now(), now(),
       now() + lives::interval, now() - ended::interval, ip, name
     from (values ('old, expired', '-1 second', null, null), ('kept, live', '1 minute', null, null),
       ('kept, just ended', '1 minute', '59 minutes', '192.0.2.3'),
       ('old', '2 hours', '61 minutes', '192.0.2.1'), ('kept', '3 hours', '61 minutes', '192.0.2.1'),
       ('old', '1 hour', '61 minutes', '192.0.2.1'), ('kept stranger', '1 hour', '61 minutes', '192.0.2.1'),
       ('old', '2 hours', '61 minutes', '192.0.2.2'), ('kept, live', '3 hours', null, '192.0.2.2'),
       ('old', '2 hours', '61 minutes', null)) v (name, lives, ended, ip)`,
  ],
  [
    'refresh tokens, of sessions that ended an hour ago',
    'refresh_tokens',
    'hash',
    `with session as (
       insert into sessions (id, user_id, created_at, last_used_at, expires_at, ended_at, ip, user_agent)
       select gen_random_uuid(), :user, now(), now(), now() + interval '1 day', now() - ended::interval, name, name
       from (values ('old', '61 minutes'), ('kept', '59 minutes'), ('kept, live', null)) v (name, ended)
       returning id, user_agent)
     insert into refresh_tokens (hash, session_id) select user_agent, id from session`,
  ],
];

const newUser = async (knex: Knex) => (await new KnexUserRepository(knex).add(account())).id;
const addExpiredSessions = async (knex: Knex, count = 1) =>
  knex.raw(
    `insert into sessions (id, user_id, created_at, last_used_at, expires_at)
     select gen_random_uuid(), ?, now(), now(), now() - interval '1 second' from generate_series(1, ?)`,
    [await newUser(knex), count],
  );
const sessionsLeft = async (knex: Knex) => (await knex('sessions')).length;

const contract = (name: string, opened: () => { knex: Knex }) => {
  describe(`on ${name}`, () => {
    beforeEach(() => opened().knex.raw('truncate users, audit, changes cascade'));

    for (const [what, table, column, insert] of limits)
      it(`${what}: are removed, and others kept`, async () => {
        const { knex } = opened();
        const [user, other] = [await newUser(knex), await newUser(knex)];
        await knex.raw(insert, { user, other });
        const expected = (await knex(table).pluck(column)).filter((row) => row.startsWith('kept'));
        await clean(knex);
        expect(await knex(table).pluck(column)).to.have.members(expected).and.not.be.empty;
      });

    it('more rows than a batch: are removed by transactions of at most a batch each', async () => {
      const { knex } = opened();
      await knex.raw(
        `insert into audit (at, action, details)
         select now() - interval '366 days', 'old', '{}' from generate_series(1, ?)`,
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
    });

    it('aborted: stops after the current batch', async () => {
      const { knex } = opened();
      await addExpiredSessions(knex);
      await removeExpired(knex, retention, AbortSignal.abort());
      expect(await sessionsLeft(knex)).to.equal(1);
      await clean(knex);
      expect(await sessionsLeft(knex)).to.equal(0);
    });

    it('more than a hundred expired sessions: are not recorded as ended', async () => {
      const { knex } = opened();
      await addExpiredSessions(knex, 150);
      const before = await knex('changes').pluck('seq');
      await clean(knex);
      expect(await sessionsLeft(knex)).to.equal(0);
      expect(await knex('changes').pluck('seq')).to.deep.equal(before);
    });
  });
};

describe('housekeeping', () => {
  const database = useDatabase();
  contract('Postgres', database);
  contract('the embedded database', useEmbeddedDatabase());

  it('while another instance runs it: does nothing, does not wait, and leaves no lock', async () => {
    const { knex } = database();
    await addExpiredSessions(knex);
    const before = await sessionsLeft(knex);
    await knex.transaction(async (trx) => {
      await trx.raw("select pg_advisory_xact_lock(hashtext('project-db-auth housekeeping'))");
      await clean(knex);
      expect(await sessionsLeft(knex)).to.equal(before);
    });
    await clean(knex);
    expect(await sessionsLeft(knex)).to.equal(0);
    const { rows } = await knex.raw(
      `select 1 from pg_locks where locktype = 'advisory'
       and database = (select oid from pg_database where datname = current_database())`,
    );
    expect(rows).to.deep.equal([]);
  });

  it('of a row that a request has locked: leaves it, and does not wait', async () => {
    const { knex } = database();
    await addExpiredSessions(knex, 2);
    const { id } = await knex('sessions').first('id');
    await knex.transaction(async (trx) => {
      await trx('sessions').where({ id }).forUpdate();
      await clean(knex);
    });
    expect(await knex('sessions').pluck('id')).to.deep.equal([id]);
  });

  it('of any table: finds the rows by an index', async () => {
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
});
