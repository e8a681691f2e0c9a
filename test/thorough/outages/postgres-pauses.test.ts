import { expect } from 'chai';
import { expectServing, expectUnavailable, impatient } from '../../e2e/catalogue/database-outages.js';
import { eventually, open } from '../../integration/contracts/fixtures.js';
import { expectNoOpenTransaction } from '../../support/open-transactions.js';
import { type OwnServer, startOwnPostgres } from '../../support/servers/servers.js';
import { TestService } from '../../support/service.js';

describe('a Postgres that stops', () => {
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

  it('shut down permanently: returns 503, and the service can still be stopped', async () => {
    // Immediate shutdown, which is like a crash. After SIGKILL, shared memory would be left behind.
    process.kill(postgres.pid, 'SIGQUIT');
    await eventually(
      async () => (await service.call('GET', '/health/ready')).status === 503,
      'it was noticed',
    );
    await expectUnavailable(service, token);
    expect((await service.call('GET', '/api/v1/permissions')).status).to.equal(200);
  });
});
