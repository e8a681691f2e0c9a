import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { serviceId } from '../../../src/core/shared/service-name.js';
import { eventually, open } from '../../integration/contracts/fixtures.js';
import { useOwnService } from '../../support/service.js';
import { asModerator } from './kinds.js';
import { beginSlowly } from './slow-clients.js';

/** A page of rows and one more. Only the last one has an author, so a lock on authors stops the export after a page. */
const movies = `
  insert into movies (title, genres, author_id)
  select 'Film', '{}', case when n = 1001 then 1 end from generate_series(1, 1001) as n`;

const ours = `datname = current_database() and application_name = '${serviceId}' and pid <> pg_backend_pid()`;

describe('an export whose database is blocked:', () => {
  const service = useOwnService({ DB__POOL_MAX: '2', DB__STATEMENT_TIMEOUT_MS: '60000' });
  const { send, token } = asModerator(service);
  let knex: Knex;
  before(async () => {
    knex = open(service().databaseUrl, { statementTimeoutMs: 600_000 });
    await service().author();
    await knex.raw(movies);
  });
  after(() => knex?.destroy());

  /** Runs `work` while the table is locked. */
  const locked = (table: string, work: () => Promise<void>) =>
    knex.transaction(async (trx) => {
      await trx.raw(`lock table ${table} in access exclusive mode`);
      await work();
    });
  const waiting = async () =>
    (await knex.raw(`select pid from pg_stat_activity where ${ours} and wait_event_type = 'Lock'`)).rows
      .length;
  const transactions = async () =>
    (await knex.raw(`select pid from pg_stat_activity where ${ours} and state = 'idle in transaction'`)).rows
      .length;
  const stuck = () => eventually(async () => (await waiting()) === 1, 'the export waited for the lock');
  const kill = () =>
    knex.raw(
      `select pg_terminate_backend(pid) from pg_stat_activity where ${ours} and wait_event_type = 'Lock'`,
    );
  const begin = (version?: '1.0') => beginSlowly(service(), '/movies/export', token(), version);
  const lastLines = (url: string) => service().log.filter(({ route }) => route === url);
  const exportsAgain = async () => {
    const { text } = await send('GET', '/movies/export');
    expect(text.match(/\n/g)).to.have.length(1_001);
  };

  it('after its first page: has sent it, and continues with the same snapshot', async () => {
    let client: Awaited<ReturnType<typeof begin>> | undefined;
    await locked('authors', async () => {
      client = await begin();
      await stuck();
      await knex('movies').where({ id: 1000 }).update({ title: 'Changed' });
    });
    const { rows, isWhole } = (await client?.finish()) ?? { rows: [] };
    expect([isWhole, rows.length]).to.deep.equal([true, 1_001]);
    expect(new Set(rows.map(({ title }) => title))).to.deep.equal(new Set(['Film']));
    expect(rows.at(-1)?.author).to.equal('Agnès Varda');
  });

  it('after its first page, when its client disconnects: ends and keeps no transaction open', async () => {
    await locked('authors', async () => {
      const { socket } = await begin();
      await stuck();
      socket.destroy();
      await eventually(
        () => lastLines('/api/v1/movies/export').at(-1)?.status === 499,
        'it was known to be gone',
      );
    });
    await eventually(
      async () => (await waiting()) + (await transactions()) === 0,
      'its transaction was over',
    );
    await exportsAgain();
  });

  it('with others queued: is the only one that reads, and leaves a connection to other requests', async () => {
    let others: ReturnType<typeof send>[] = [];
    await locked('authors', async () => {
      others = Array.from({ length: 5 }, () => send('GET', '/movies/export'));
      await stuck();
      await sleep(100);
      expect(await waiting()).to.equal(1);
      const read = await send('GET', '/movies/1', undefined, { 'cache-control': 'no-cache' });
      expect(read.status).to.equal(200);
    });
    const responses = await Promise.all(others);
    expect(responses.map(({ status, text }) => [status, text])).to.deep.equal(
      Array(5).fill([200, responses[0]?.text]),
    );
    expect(responses[0]?.text.match(/\n/g)).to.have.length(1_001);
  });

  it('that fails before its first row: returns 503', async () => {
    await locked('movies', async () => {
      const response = send('GET', '/movies/export');
      await stuck();
      await kill();
      const { status, body, headers } = await response;
      expect([status, body.code]).to.deep.equal([503, 'unavailable']);
      expect(headers.get('content-disposition')).to.equal(null);
    });
    await exportsAgain();
  });

  for (const version of ['1.1', '1.0'] as const) {
    it(`that fails midway, to a client of HTTP/${version}: resets the connection, and is logged`, async () => {
      const seen = service().log.length;
      await locked('authors', async () => {
        const client = await (version === '1.0' ? begin(version) : begin());
        await stuck();
        await client.read(1_000);
        await kill();
        const { head, isWhole, error } = await client.finish();
        expect(head).to.match(/^HTTP\/1\.1 200 OK\r\n/);
        expect([isWhole, error]).to.deep.equal([false, 'ECONNRESET']);
      });
      const lines = service().log.slice(seen);
      const failure = lines.find(({ message }) => message.startsWith('a request could not be served: '));
      const request = lines.find(
        ({ route, message }) => message === 'request' && route === '/api/v1/movies/export',
      );
      expect([failure?.level, request?.status]).to.deep.equal(['warn', 500]);
      await exportsAgain();
    });
  }
});
