import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { eventually, open } from '../../integration/contracts/fixtures.js';
import { startTcpProxy, type TcpProxy } from '../../integration/contracts/tcp-proxy.js';
import { emptyDatabase } from '../../support/environment.js';
import { expectNoOpenTransaction } from '../../support/open-transactions.js';
import { type OwnServer, startOwnPostgres } from '../../support/servers/servers.js';
import { type CallResult, TestService } from '../../support/service.js';

/** Milliseconds; a server that hangs is given a second more. */
const impatient = { DB__STATEMENT_TIMEOUT_MS: '1000' };

const outcome = async (service: TestService, method: string, path: string, token?: string) => {
  const body = method === 'GET' || method === 'DELETE' ? undefined : { title: 'X' };
  const { status, headers, body: answer } = await service.call(method, `/api/v1${path}`, { token, body });
  return {
    asked: `${method} ${path}`,
    status,
    code: answer?.code,
    retryAfter: Number(headers.get('retry-after')),
  };
};

/** Sends every kind of request at once, and expects 503 with Retry-After. */
const expectUnavailable = async (service: TestService, token: string) => {
  const asked = await Promise.all([
    ...['/movies', '/authors/2147483647', '/movies/2147483646/author', '/genres', '/authors/1/series'].map(
      (path) => outcome(service, 'GET', path),
    ),
    ...['POST /movies', 'PUT /movies/1', 'PATCH /series/1', 'DELETE /authors/1', 'GET /movies'].map((ask) => {
      const [method, path] = ask.split(' ') as [string, string];
      return outcome(service, method, path, token);
    }),
  ]);
  for (const { asked: what, ...answer } of asked) {
    expect({ what, ...answer }).to.include({ what, status: 503, code: 'unavailable' });
    expect(answer.retryAfter).to.be.within(1, 60);
  }
  expect((await service.call('GET', '/health/live')).status).to.equal(200);
  const ready = await service.call('GET', '/health/ready');
  expect([ready.status, ready.body.status]).to.deep.equal([503, 'unavailable']);
  expect(ready.body.checks.database).to.equal('down');
  expect(service.log.filter(({ level }) => level === 'error')).to.deep.equal([]);
};

/** Repeats the request while it returns 503: on a busy machine the first responses may still be late. */
const insist = async (ask: () => Promise<CallResult>) => {
  for (let i = 0; ; i += 1) {
    const answer = await ask();
    if (answer.status !== 503 || i === 400) return answer;
    await sleep(25);
  }
};

const expectServing = async (service: TestService, token: string) => {
  await eventually(
    async () => (await service.call('GET', '/health/ready')).status === 200,
    'it was ready again',
  );
  const statuses = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const body = { title: 'After' };
      const made = await insist(() => service.call('POST', '/api/v1/movies', { token, body }));
      const read = await insist(() => service.call('GET', made.headers.get('location') as string));
      return [made.status, read.status];
    }),
  );
  expect(statuses).to.deep.equal(Array(10).fill([201, 200]));
};

describe('a service whose Postgres fails', () => {
  describe('by way of the network', () => {
    let proxy: TcpProxy;
    let service: TestService;
    let token: string;
    let database: Awaited<ReturnType<typeof emptyDatabase>>;
    before(async () => {
      database = await emptyDatabase();
      proxy = await startTcpProxy(database.url);
      service = await TestService.start(impatient, { databaseUrl: proxy.url });
      token = await service.tokenAs('moderator');
    });
    after(async () => {
      await service?.stop();
      await proxy?.stop();
      await database?.drop();
    });
    afterEach(() => expectNoOpenTransaction(database.url));

    it('connections refused: for two rounds: returns 503 until it is back', async () => {
      for (let round = 0; round < 2; round += 1) {
        await proxy.cut();
        await expectUnavailable(service, token);
        await proxy.heal();
        await expectServing(service, token);
      }
    });

    it('connections that carry nothing: for two rounds: returns 503 until they do', async () => {
      for (let round = 0; round < 2; round += 1) {
        proxy.freeze();
        await expectUnavailable(service, token);
        await proxy.heal();
        await expectServing(service, token);
      }
    });

    it('connections ended by the server: while requests run: returns 200 or 503, then serves again', async () => {
      const administrator = open(database.url, { poolMax: 1 });
      const statuses: number[] = [];
      const ask = async () => {
        for (let i = 0; i < 20; i += 1)
          statuses.push((await outcome(service, 'GET', '/movies', token)).status);
      };
      const terminate = async () => {
        for (let i = 0; i < 10; i += 1) {
          await administrator.raw(
            `select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()`,
          );
        }
      };
      await Promise.all([ask(), ask(), ask(), terminate()]).finally(() => administrator.destroy());
      expect(new Set(statuses)).to.satisfy((seen: Set<number>) =>
        [...seen].every((s) => s === 200 || s === 503),
      );
      await expectServing(service, token);
    });

    it('no answer in time: for a locked row: returns 503 and changes nothing', async () => {
      const { id } = await service.movie();
      const holder = open(database.url, { poolMax: 1 });
      const held = holder.transaction(async (trx) => {
        await trx('movies').where({ id }).forUpdate();
        for (const method of ['PUT', 'PATCH', 'DELETE']) {
          const answer = await outcome(service, method, `/movies/${id}`, token);
          expect(answer).to.include({ status: 503, code: 'unavailable' });
        }
      });
      await held.finally(() => holder.destroy());
      const after = await insist(() => service.call('GET', `/api/v1/movies/${id}`));
      expect(after.headers.get('etag')).to.equal('"1"');
    });
  });

  describe('itself', () => {
    let postgres: OwnServer;
    let service: TestService;
    let token: string;
    before(async () => {
      postgres = await startOwnPostgres();
      service = await TestService.start(impatient, { databaseUrl: postgres.url });
      token = await service.tokenAs('moderator');
    });
    after(async () => {
      await service?.stop({ databaseIsGone: true });
      await postgres?.stop();
    });
    const backends = async () => {
      const knex = open(postgres.url, { poolMax: 1 });
      const pids = knex('pg_stat_activity')
        .where({ backend_type: 'client backend' })
        .whereRaw('pid <> pg_backend_pid()')
        .pluck('pid');
      return pids.finally(() => knex.destroy()) as Promise<number[]>;
    };

    const paused = async (work: () => Promise<void>) => {
      const pids = [postgres.pid, ...(await backends())];
      expect(pids.length).to.be.above(1);
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      try {
        await work();
      } finally {
        for (const pid of pids.reverse()) process.kill(pid, 'SIGCONT');
      }
    };

    it('paused, every process of it: returns 503 until it continues', async () => {
      await expectServing(service, token);
      await paused(() => expectUnavailable(service, token));
      await expectServing(service, token);
      await expectNoOpenTransaction(postgres.url);
    });

    it('paused while changes wait for a row lock: returns 503, and afterwards every read and write succeeds', async () => {
      const { id } = await service.movie();
      const holder = open(postgres.url, { poolMax: 1 });
      const change = (title: string) =>
        service.call('PATCH', `/api/v1/movies/${id}`, { token, body: { title } });
      await holder.transaction(async (trx) => {
        await trx('movies').where({ id }).forUpdate();
        const changes = Array.from({ length: 10 }, () => change('Abandoned'));
        const isWaiting = () =>
          trx('pg_stat_activity')
            .where({ wait_event_type: 'Lock' })
            .first()
            .then((one) => one !== undefined);
        await eventually(isWaiting, 'a change waited for the lock');
        await paused(async () => {
          const statuses = (await Promise.all(changes)).map(({ status }) => status);
          expect(statuses).to.deep.equal(Array(10).fill(503));
        });
      });
      await holder.destroy();
      await expectServing(service, token);
      for (let i = 0; i < 20; i += 1) {
        expect((await change(`Title ${i}`)).body).to.include({ title: `Title ${i}` });
        const read = await service.call('GET', `/api/v1/movies/${id}`, {
          headers: { 'Cache-Control': 'no-cache' },
        });
        expect(read.body).to.include({ title: `Title ${i}` });
      }
      expect(service.log.filter(({ level }) => level === 'error')).to.deep.equal([]);
      await expectNoOpenTransaction(postgres.url);
    });

    it('killed for good: returns 503, and the service can still be stopped', async () => {
      // Postgres' word for a shutdown that ends like a crash; after SIGKILL it would leave shared memory behind.
      process.kill(postgres.pid, 'SIGQUIT');
      await eventually(
        async () => (await service.call('GET', '/health/ready')).status === 503,
        'it was noticed',
      );
      await expectUnavailable(service, token);
      expect((await service.call('GET', '/api/v1/permissions')).status).to.equal(200);
    });
  });
});
