import { expect } from 'chai';
import { eventually, open } from '../../integration/contracts/fixtures.js';
import { useOwnService } from '../../support/service.js';
import { logIn, register } from '../identity/people.js';

describe('a service most of whose requests wait for a lock', () => {
  const service = useOwnService({ DB__STATEMENT_TIMEOUT_MS: '60000' });

  /** Does the work while a lock is held, once at least four statements wait for it. */
  const whileLocked = async (sql: string, begin: () => Promise<unknown>[], work: () => Promise<void>) => {
    const holder = open(service().databaseUrl, { poolMax: 1 });
    const observer = open(service().databaseUrl, { poolMax: 1 });
    let begun: Promise<unknown>[] = [];
    const lockWaiters = async () =>
      (
        await observer.raw(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
      ).rows.length;
    try {
      await holder.transaction(async (trx) => {
        await trx.raw(sql);
        begun = begin();
        await eventually(async () => (await lockWaiters()) >= 4, 'requests waited for the lock');
        await work();
        expect(await lockWaiters()).to.equal(4);
      });
      await Promise.all(begun);
    } finally {
      await Promise.all([holder.destroy(), observer.destroy()]);
    }
  };

  it('30 changes of one locked item: an uncached read and a health check: are served meanwhile', async () => {
    const { id } = await service().movie();
    const token = await service().tokenAs('moderator');
    const change = () =>
      service().call('PATCH', `/api/v1/movies/${id}`, { token, body: { releaseYear: 1962 } });
    await whileLocked(
      `select from movies where id = ${id} for update`,
      () => Array.from({ length: 30 }, change),
      async () => {
        for (let i = 0; i < 20; i += 1) {
          const { status } = await service().call('GET', `/api/v1/movies/${2 ** 31 - 1 - i}`);
          expect(status).to.equal(404);
        }
        expect((await service().call('GET', '/health/ready')).status).to.equal(200);
      },
    );
  });

  it('20 searches and counts of a locked table: sign-in and health checks: are served meanwhile', async () => {
    const { body: user } = await register(service());
    const ask = (i: number) =>
      service().call('GET', `/api/v1/movies?${i % 2 === 0 ? `q=word${i}` : `count=exact&limit=${i}`}`);
    await whileLocked(
      'lock table movies in access exclusive mode',
      () => Array.from({ length: 20 }, (_, i) => ask(i)),
      async () => {
        for (let i = 0; i < 10; i += 1) {
          expect((await logIn(service(), user.email)).status).to.equal(200);
          expect((await service().call('GET', '/health/ready')).status).to.equal(200);
        }
      },
    );
  });
});
