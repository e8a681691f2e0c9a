import { expect } from 'chai';
import { open } from '../../integration/contracts/fixtures.js';
import { startTcpProxy, type TcpProxy } from '../../integration/contracts/tcp-proxy.js';
import { emptyDatabase } from '../../support/environment.js';
import { expectNoOpenTransaction } from '../../support/open-transactions.js';
import { TestService } from '../../support/service.js';
import { expectServing, expectUnavailable, impatient, insist, outcome } from './database-outages.js';

describe('a service that cannot reach Postgres', () => {
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

  for (const fault of ['cut', 'freeze'] as const)
    it(`with a ${fault} of its connections: returns 503 until they are restored`, async () => {
      await proxy[fault]();
      await expectUnavailable(service, token);
      await proxy.heal();
      await expectServing(service, token);
    });

  it('with connections that the server ends during requests: returns 200 or 503, then serves again', async () => {
    const administrator = open(database.url, { poolMax: 1 });
    const statuses: number[] = [];
    const read = async () => {
      for (let i = 0; i < 20; i += 1) statuses.push((await outcome(service, 'GET', '/movies', token)).status);
    };
    const terminate = async () => {
      for (let i = 0; i < 10; i += 1) {
        await administrator.raw(
          `select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()`,
        );
      }
    };
    await Promise.all([read(), read(), read(), terminate()]).finally(() => administrator.destroy());
    expect(new Set(statuses)).to.satisfy((seen: Set<number>) =>
      [...seen].every((s) => s === 200 || s === 503),
    );
    await expectServing(service, token);
  });

  it('with a row that stays locked: returns 503 and changes nothing', async () => {
    const { id } = await service.movie();
    const holder = open(database.url, { poolMax: 1 });
    const held = holder.transaction(async (trx) => {
      await trx('movies').where({ id }).forUpdate();
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        const response = await outcome(service, method, `/movies/${id}`, token);
        expect(response).to.include({ status: 503, code: 'unavailable' });
      }
    });
    await held.finally(() => holder.destroy());
    const after = await insist(() => service.call('GET', `/api/v1/movies/${id}`));
    expect(after.headers.get('etag')).to.equal('"1"');
  });
});
