import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Client } from 'pg';
import { serviceId } from '../../src/core/shared/service-name.js';
import {
  allReported,
  becomesFresh,
  follow,
  mark,
  stopFollowing,
  unlessCutOff,
} from './contracts/change-feed.js';
import { eventually, lockWaited, useDatabase } from './contracts/fixtures.js';

/** More changes than a function call can have arguments. */
const kept = 140_000;

/** The nodes of a query plan. */
interface Plan {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly Plans?: readonly Plan[];
}
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

describe('the change feed, with many stored changes', () => {
  const database = useDatabase();
  before(async () => {
    const { knex } = database();
    await knex.raw("insert into changes (kind, id) select 'movies', i from generate_series(1, ?) i", [kept]);
    await knex.raw('analyze changes');
    const isOld = async () => {
      const { rows } = await knex.raw(
        'select pg_snapshot_xmin(pg_current_snapshot()) > (select xid from changes order by xid desc limit 1) as is_old',
      );
      return rows[0].is_old;
    };
    // Transactions of the whole server count: while an older one is open, a query for new changes finds all of them.
    await eventually(isOld, 'no older transaction was open');
  });
  afterEach(stopFollowing);

  const noMarks = () => database().knex('changes').where({ kind: 'mark' }).delete();

  it(
    'a feed that starts: reads all changes, and then reports new ones',
    unlessCutOff(async () => {
      const { feed, reported } = follow(database().url);
      await feed.start();
      expect(reported).to.have.length(kept);
      await becomesFresh(feed);
      await allReported(database().knex, reported);
      expect(reported).to.have.length(kept + 1);
    }, noMarks),
  );

  it(
    'a feed that waits longer than a second for its first response: is not disconnected',
    unlessCutOff(async () => {
      const { knex, url } = database();
      const { feed, reported } = follow(url);
      const trx = await knex.transaction();
      await trx.raw('lock table changes in access exclusive mode');
      const starting = feed.start();
      await lockWaited(knex)
        .then(() => sleep(1_200))
        .finally(() => trx.commit());
      await starting;
      expect(reported.length).to.be.at.least(kept);
      // Its data is as old as its query.
      expect(feed.isLagging()).to.equal(true);
      await becomesFresh(feed);
    }),
  );

  it('a poll: finds new changes by the index on transactions, and reads no others', async () => {
    const { knex, url } = database();
    const { feed, reported } = follow(url);
    await feed.start();
    await allReported(knex, reported);
    const { query } = await knex('pg_stat_activity')
      .where({ application_name: `${serviceId} feed` })
      .whereRaw('datname = current_database()')
      .first('query');
    const { rows: before } = await knex.raw('select pg_current_snapshot()::text as snapshot');
    for (const kind of ['one', 'two']) await mark(knex, kind);
    const client = new Client({ connectionString: url });
    await client.connect();
    const explain = `explain (analyze, format json) ${query}`;
    const { rows } = await client.query(explain, [before[0].snapshot]).finally(() => client.end());
    const nodes = nodesOf(rows[0]['QUERY PLAN'][0].Plan);
    const scans = nodes.filter((node) => node['Relation Name'] === 'changes' || node['Index Name']);
    expect(scans.map((scan) => [scan['Index Name'], scan['Actual Rows']])).to.deep.equal([
      ['changes_by_xid', 2],
    ]);
  });
});
