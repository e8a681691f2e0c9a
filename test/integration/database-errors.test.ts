import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { translated } from '../../src/adapters/knex/database-errors.js';
import { KnexCatalogueSnapshots } from '../../src/adapters/knex/knex-catalogue-snapshots.js';
import { movieDraft } from '../support/drafts.js';
import { expectNoOpenTransaction } from '../support/open-transactions.js';
import { repositories } from '../support/repositories.js';
import {
  account,
  eventually,
  lockWaited,
  type open,
  pageOf,
  refusal,
  useDatabase,
} from './contracts/fixtures.js';
import { startTcpProxy, type TcpProxy } from './contracts/tcp-proxy.js';

const moviesOver = (knex: Knex) => repositories(knex).movies;

/** Each way to use a connection: all repositories share the client that translates errors. */
const uses = (knex: Knex): readonly (() => Promise<unknown>)[] => {
  const { movies, work } = repositories(knex);
  return [
    () => movies.find(1),
    () => movies.list(pageOf({ count: true })),
    () => movies.search('a', 1),
    () => work.run(async () => {}),
    () => new KnexCatalogueSnapshots(knex).take(async () => {}, new AbortController().signal),
  ];
};

describe('a database that fails', () => {
  const database = useDatabase();
  const connect = (...options: Parameters<typeof open>) => database().connect(...options);
  const proxies: TcpProxy[] = [];
  const connectProxy = async () => {
    const proxy = await startTcpProxy(database().url);
    proxies.push(proxy);
    return proxy;
  };
  // Also after a failed test: a proxy that still listens would keep mocha from ending.
  afterEach(async () => {
    await Promise.all(proxies.splice(0).map((proxy) => proxy.stop()));
  });
  let admin: Knex;
  before(() => {
    admin = connect(database().url, { poolMax: 1 });
  });
  const codeOf = async (promise: Promise<unknown>) => (await refusal(promise)).code;
  /** Ends the sessions that match, which are other ones than the administrator's. */
  const terminate = async (condition: string) => {
    const { rows } = await admin.raw(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and ${condition}`,
    );
    return rows.length;
  };

  it('no server at the port: any use: is unavailable', async () => {
    const nowhere = connect('postgresql://nobody@127.0.0.1:1/nothing');
    const codes = await Promise.all(uses(nowhere).map((use) => codeOf(use())));
    expect(new Set(codes)).to.deep.equal(new Set(['unavailable']));
  });

  it('a connection lost while a statement runs: is unavailable, and the next try works', async () => {
    const { id } = await moviesOver(database().knex).add(movieDraft());
    const movies = moviesOver(connect(database().url));
    await database().knex.transaction(async (trx) => {
      await trx('movies').where({ id }).forUpdate();
      const change = refusal(movies.change(id, (current) => current));
      await lockWaited(admin);
      expect(await terminate(`wait_event_type = 'Lock'`)).to.equal(1);
      expect((await change).code).to.equal('unavailable');
    });
    expect((await movies.find(id))?.version).to.equal(1);
    expect((await movies.change(id, (current) => current))?.version).to.equal(2);
  });

  it('all idle connections ended: noticed before the next request: costs nothing', async () => {
    const knex = connect(database().url);
    await Promise.all(Array.from({ length: 5 }, () => knex.raw('select pg_sleep(0.05)')));
    expect(await terminate(`state = 'idle'`)).to.be.at.least(5);
    await eventually(async () => (await terminate(`state = 'idle'`)) === 0, 'they were gone');
    await turn();
    const found = await Promise.all(Array.from({ length: 10 }, () => moviesOver(knex).find(2 ** 31 - 1)));
    expect(found).to.deep.equal(Array(10).fill(undefined));
  });

  it('a statement beyond its time: is unavailable, and leaves the row unlocked', async () => {
    const { id } = await moviesOver(database().knex).add(movieDraft());
    const movies = moviesOver(connect(database().url, { statementTimeoutMs: 100 }));
    await database().knex.transaction(async (trx) => {
      await trx('movies').where({ id }).forUpdate();
      expect(await codeOf(movies.change(id, (current) => current))).to.equal('unavailable');
      expect(await codeOf(movies.remove(id, () => {}))).to.equal('unavailable');
    });
    const after = await moviesOver(database().knex).change(id, (current) => current);
    expect(after?.version).to.equal(2);
  });

  it('no connection to be had: for the limit of the server: is unavailable', async () => {
    const url = new URL(database().url);
    const role = `limited_${url.pathname.slice(1, 20)}`;
    await admin.raw(`create role ${role} login password 'limited' connection limit 1`);
    await admin.raw(`grant select on movies to ${role}`);
    [url.username, url.password] = [role, 'limited'];
    const [one, two] = [connect(url.href), connect(url.href)];
    try {
      await one.transaction(async (trx) => {
        await trx('movies').first();
        expect(await codeOf(moviesOver(two).find(1))).to.equal('unavailable');
      });
    } finally {
      await Promise.all([one.destroy(), two.destroy()]);
      await admin.raw(`drop owned by ${role}`);
      await admin.raw(`drop role ${role}`);
    }
  });

  it('no connection to be had: for the size of the pool: is unavailable', async () => {
    const knex = connect(database().url, { poolMax: 1 });
    await knex.transaction(async () => {
      expect(await codeOf(moviesOver(knex).find(1))).to.equal('unavailable');
    });
  });

  it('a deadlock: of two transactions: lets one through, and the other is unavailable', async () => {
    const knex = connect(database().url, { statementTimeoutMs: 60_000 });
    const { work, users } = repositories(knex);
    const [one, two] = [(await users.add(account())).id, (await users.add(account())).id];
    let changed = 0;
    const changeBoth = (first: number, second: number) =>
      work.run(async ({ users: bound }) => {
        await bound.change(first, (current) => current);
        changed += 1;
        await eventually(() => changed === 2, 'each had changed one');
        await bound.change(second, (current) => current);
      });
    const outcomes = await Promise.allSettled([changeBoth(one, two), changeBoth(two, one)]);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused.map(({ code }) => code)).to.deep.equal(['unavailable']);
  });

  for (const asked of ['find', 'change', 'store the change'] as const) {
    it(`a server that hangs while asked to ${asked}: is unavailable, and afterwards commits again`, async () => {
      const proxy = await connectProxy();
      const knex = connect(proxy.url, { poolMax: 1, statementTimeoutMs: 300 });
      const { id } = await moviesOver(database().knex).add(movieDraft());
      const works = (ask: () => Promise<unknown>) =>
        ask().then(
          () => true,
          () => false,
        );
      await eventually(() => works(() => knex.raw('select 1')), 'there was a connection');
      const tell = {
        find: () => moviesOver(knex).find(id),
        change: () => moviesOver(knex).change(id, (current) => current),
        'store the change': () =>
          moviesOver(knex).change(id, (current) => {
            proxy.freeze();
            return current;
          }),
      };
      if (asked !== 'store the change') proxy.freeze();
      expect(await codeOf(tell[asked]())).to.equal('unavailable');
      await proxy.heal();
      const again = () => moviesOver(knex).change(id, (current) => ({ ...current, title: 'after' }));
      await eventually(() => works(again), 'it committed again');
      expect((await moviesOver(database().knex).find(id))?.title).to.equal('after');
      await expectNoOpenTransaction(database().url);
      await knex.destroy();
    });
  }

  const pid = async (on: Knex) => (await on.raw('select pg_backend_pid() as pid')).rows[0].pid as number;

  it('a connection that is released with an open transaction: is closed, and its work rolled back', async () => {
    const knex = connect(database().url, { poolMax: 1 });
    const title = `Forgotten ${randomUUID()}`;
    await knex.raw(`begin; insert into movies (title, genres) values ('${title}', '{}')`);
    expect(await knex('movies').where({ title })).to.deep.equal([]);
    await expectNoOpenTransaction(database().url);
  });

  it('a ROLLBACK that is never answered: leaves nothing behind for the next user of the pool', async () => {
    const proxy = await connectProxy();
    const knex = connect(proxy.url, { poolMax: 1 });
    const title = `Rolled back ${randomUUID()}`;
    const used = await pid(knex);
    const work = knex.transaction(async (trx) => {
      await trx('movies').insert({ title, genres: [] });
      proxy.freeze();
      throw new Error('refused');
    });
    expect(await work.catch(({ message }: Error) => message)).to.equal('refused');
    await proxy.heal();
    const titles = () => knex('movies').where({ title }).pluck('title');
    expect(await titles()).to.deep.equal([]);
    expect(await pid(knex)).to.not.equal(used);
    await expectNoOpenTransaction(database().url);
    await knex.destroy();
  });

  it('a transaction that failed before (25P02): is unavailable, and its connection is not used again', async () => {
    const knex = connect(database().url, { poolMax: 1 });
    let before: number | undefined;
    const work = translated(() =>
      knex.transaction(async (trx) => {
        before = await pid(trx);
        await trx.raw('select 1 / 0').catch(() => {});
        await trx.raw('select 1');
      }),
    );
    expect(await refusal(work)).to.include({ code: 'unavailable' });
    expect(await pid(knex)).to.not.equal(before);
  });
});
