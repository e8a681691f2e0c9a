import { expect } from 'chai';
import { eventually, open } from '../../integration/contracts/fixtures.js';
import { useService } from '../../support/service.js';

describe('a service most of whose requests wait for a lock', () => {
  const service = useService();

  it('during 30 changes of one locked item: an uncached read and a health check: are served', async () => {
    const { id } = await service().movie();
    const token = await service().tokenAs('moderator');
    const change = () =>
      service().call('PATCH', `/api/v1/movies/${id}`, { token, body: { releaseYear: 1962 } });
    const holder = open(service().databaseUrl, { poolMax: 2 });
    const waiting = async () => {
      const here = holder('pg_stat_activity').whereRaw('datname = current_database()');
      return (await here.where({ wait_event_type: 'Lock' })).length;
    };
    let changes: Promise<unknown>[] = [];
    try {
      await holder.transaction(async (trx) => {
        await trx('movies').where({ id }).forUpdate();
        changes = Array.from({ length: 30 }, change);
        await eventually(async () => (await waiting()) >= 4, 'requests waited for the lock');
        for (let i = 0; i < 20; i += 1) {
          const { status } = await service().call('GET', `/api/v1/movies/${2 ** 31 - 1 - i}`);
          expect(status).to.equal(404);
        }
        expect((await service().call('GET', '/health/ready')).status).to.equal(200);
        expect(await waiting()).to.equal(4);
      });
      await Promise.all(changes);
    } finally {
      await holder.destroy();
    }
  });
});
