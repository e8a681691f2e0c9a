import type { Client } from 'pg';
import type { CacheAgreement } from '../../core/shared/cache.js';

/**
 * Makes `server` the agreed cache server, under a new epoch, unless another instance has changed the agreement since
 * it was read.
 * @param current the agreement as it was read
 * @param query_timeout milliseconds
 * @returns whether the agreement was replaced
 */
export const replaceCacheServer = async (
  client: Client,
  server: string,
  current: CacheAgreement,
  query_timeout: number,
): Promise<boolean> => {
  const statement = {
    text: 'update cache_agreement set previous = server, server = $1, epoch = gen_random_uuid() where epoch = $2',
    values: [server, current.epoch],
    query_timeout,
  };
  return (await client.query(statement)).rowCount === 1;
};
