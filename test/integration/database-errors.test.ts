import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { toDomainError, translated } from '../../src/adapters/knex/database-errors.js';
import { KnexCatalogueSnapshots } from '../../src/adapters/knex/knex-catalogue-snapshots.js';
import { movieDraft } from '../support/drafts.js';
import { expectNoOpenTransaction } from '../support/open-transactions.js';
import { repositories } from '../support/repositories.js';
import { eventually, lockWaited, type open, pageOf, refusal, useDatabase } from './contracts/fixtures.js';
import { startTcpProxy, type TcpProxy } from './contracts/tcp-proxy.js';

const moviesOver = (knex: Knex) => repositories(knex).movies;

/** Each way to use a connection: all repositories share the client that translates errors. */
const uses = (knex: Knex): readonly (() => Promise<unknown>)[] => {
  const { movies, work } = repositories(knex);
  return [
    () => movies.find(1),
    () => movies.list(pageOf({ count: true })),
    () => movies.search({ text: 'a', limit: 1 }),
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
  // Closed after a failed test too: a listening proxy would keep the process alive.
  afterEach(async () => {
    await Promise.all(proxies.splice(0).map((proxy) => proxy.stop()));
  });
  let admin: Knex;
  before(() => {
    admin = connect(database().url, { poolMax: 1 });
  });
  const codeOf = async (promise: Promise<unknown>) => (await refusal(promise)).code;
  /** Terminates the connections that match, except the administrator's. */
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

  for (const [codes, isTemporary] of [
    [
      '08006 53300 57014 57P01 40001 40P01 55P03 28P01 3D000 25P02 25P01 25006 ECONNREFUSED ETIMEDOUT EPIPE',
      true,
    ],
    ['22001 23514 42601 42P01 ERR_ASSERTION', false],
  ] as const)
    it(`an error with one of the codes ${codes}: ${isTemporary ? 'is unavailable' : 'is not translated'}`, () => {
      for (const code of codes.split(' ')) {
        const error = Object.assign(new Error('from the driver'), { code });
        const translated = toDomainError(error);
        if (isTemporary) expect(translated, code).to.include({ code: 'unavailable', cause: error });
        else expect(translated, code).to.equal(error);
      }
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

  it('all idle connections closed before the next request: fails no request', async () => {
    const knex = connect(database().url);
    await Promise.all(Array.from({ length: 5 }, () => knex.raw('select pg_sleep(0.05)')));
    expect(await terminate(`state = 'idle'`)).to.be.at.least(5);
    await eventually(async () => (await terminate(`state = 'idle'`)) === 0, 'they were gone');
    await turn();
    const found = await Promise.all(Array.from({ length: 10 }, () => moviesOver(knex).find(2 ** 31 - 1)));
    expect(found).to.deep.equal(Array(10).fill(undefined));
  });

  it('a statement that exceeds its timeout: is unavailable, and leaves the row unlocked', async () => {
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

  it('no free connection in the pool: is unavailable', async () => {
    const knex = connect(database().url, { poolMax: 1 });
    await knex.transaction(async () => {
      expect(await codeOf(moviesOver(knex).find(1))).to.equal('unavailable');
    });
  });

  for (const request of ['a read', 'a change', 'a commit'] as const) {
    it(`a server that hangs during ${request}: is unavailable, and commits again afterwards`, async () => {
      const proxy = await connectProxy();
      const knex = connect(proxy.url, { poolMax: 1, statementTimeoutMs: 300 });
      const { id } = await moviesOver(database().knex).add(movieDraft());
      const works = (query: () => Promise<unknown>) =>
        query().then(
          () => true,
          () => false,
        );
      await eventually(() => works(() => knex.raw('select 1')), 'there was a connection');
      const requests = {
        'a read': () => moviesOver(knex).find(id),
        'a change': () => moviesOver(knex).change(id, (current) => current),
        'a commit': () =>
          moviesOver(knex).change(id, (current) => {
            proxy.freeze();
            return current;
          }),
      };
      if (request !== 'a commit') proxy.freeze();
      expect(await codeOf(requests[request]())).to.equal('unavailable');
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

  it('a ROLLBACK without a response: leaves no open transaction to the next user of the pool', async () => {
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
