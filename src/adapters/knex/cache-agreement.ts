import type { Client } from 'pg';
import type { CacheAgreement } from '../../core/shared/cache.js';

/**
 * Makes another server the one in force, under a new epoch, unless somebody else has changed it since it was read.
 * @param instead what was in force when it was read
 * @returns whether it did
 */
export const replaceCacheServer = async (
  client: Client,
  server: string,
  instead: CacheAgreement,
  query_timeout: number,
): Promise<boolean> => {
  const statement = {
    text: 'update cache_agreement set previous = server, server = $1, epoch = gen_random_uuid() where epoch = $2',
    values: [server, instead.epoch],
    query_timeout,
  };
  return (await client.query(statement)).rowCount === 1;
};
