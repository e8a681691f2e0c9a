import { expect } from 'chai';
import type { Knex } from 'knex';
import { mark } from './contracts/change-feed.js';
import { useDatabase } from './contracts/fixtures.js';
import { clean } from './contracts/housekeeping.js';
import { addExpiredSessions, housekeepingContract, sessionsLeft } from './contracts/housekeeping-of-rows.js';

describe('housekeeping', () => {
  const database = useDatabase();
  housekeepingContract('Postgres', database);

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
      const statements: string[] = [];
      const listen = ({ sql, bindings }: { sql: string; bindings: readonly unknown[] }) => {
        if (!sql.includes('ctid = any')) return;
        statements.push(sql.replaceAll(/\$(\d+)/g, (_, i) => `'${bindings[Number(i) - 1]}'`));
      };
      await mark(trx as unknown as Knex, 'mark old');
      await trx.raw("insert into change_horizons (at) values (now() - interval '2 hours')");
      trx.on('query', listen);
      await clean(trx as unknown as Knex);
      trx.off('query', listen);
      expect(statements).to.have.length.of.at.least(9);
      for (const sql of statements) {
        const { rows } = await trx.raw(`explain ${sql}`);
        plans.push(rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n'));
      }
    });
    for (const plan of plans) expect(plan).to.not.include('Seq Scan on');
  });
});
