import { setTimeout as sleep } from 'node:timers/promises';
import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { type TestService, useInstances } from '../../support/service.js';

/** Counts the queries of a service for this table from now on. */
export const countQueries = ({ service }: TestService, table: string) => {
  let count = 0;
  service.container.get(ids.Database).on('query', ({ sql }: { sql: string }) => {
    if (sql.startsWith('select') && sql.includes(`from "${table}"`)) count += 1;
  });
  return () => count;
};

/** Two instances on one database and one Redis, for the tests of a describe block. */
export const useCachedInstances = () => {
  const service = useInstances();
  const [here, there] = [() => service(0), () => service(1)];
  let token: string;
  before(async () => {
    token = await here().tokenAs('moderator');
  });

  /** Sends GET; repeats it while Redis times out, as it may on a busy machine. */
  const get = async (path: string, headers: Record<string, string> = {}, service = here()) => {
    const send = () => service.call('GET', `/api/v1${path}`, { headers });
    const isPast = /no-cache/i.test(headers['cache-control'] ?? '');
    let response = await send();
    for (let i = 0; i < 400 && !isPast && response.headers.get('x-cache') === 'bypass'; i += 1) {
      await sleep(25);
      response = await send();
    }
    return response;
  };
  const from = async (...request: Parameters<typeof get>) => (await get(...request)).headers.get('x-cache');
  /** Waits until both have applied all changes so far. */
  const known = async () => {
    for (const { service } of [here(), there()])
      await service.container.get(ids.ReadCache).waitForInvalidation();
  };
  return {
    here,
    there,
    get,
    /** The header `X-Cache` of a response. */
    from,
    known,
    write: (method: string, path: string, body?: object) =>
      there().call(method, `/api/v1${path}`, { token, ...(body && { body }) }),
    /** Reads until it comes from the cache: a miss is returned before it is stored. */
    warm: async (path: string) => {
      await known();
      await eventually(async () => (await from(path)) === 'hit', `${path} was cached`);
    },
  };
};
