import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { UnusableServer } from './standing.js';

/** Which server it is, as INFO reports it. */
export interface ServerIds {
  /** Another one whenever the server is another, or its data may be older than they were. */
  readonly id: string;
  /** `run_id`: the process. */
  readonly run: string;
  /** `master_replid`: the history of its data, which a promotion begins anew. Empty: it reports none. */
  readonly history: string;
}

/**
 * Asks a server for its ids. One that reports none (some proxies) gets a random one for each connection: what was cached
 * over another connection is never found again, since it may have been at another server.
 * @throws UnusableServer when it stores nothing, or not all, or is a replica, which would refuse to forget anything
 * @throws ReplyError when it refuses to report them
 */
export const askForIds = async (redis: Redis): Promise<ServerIds> => {
  // Sent at once, so on one connection.
  const info = (await Promise.all([redis.info('server'), redis.info('replication')])).join('\n');
  const field = (name: string) => new RegExp(`^${name}:(\\w+)`, 'm').exec(info)?.[1];
  const [role = 'master', run, history] = [field('role'), field('run_id'), field('master_replid')];
  const mode = field('redis_mode');
  if (mode === 'sentinel')
    throw new UnusableServer('this is a Sentinel: REDIS__PORT has to be that of the server');
  if (mode === 'cluster')
    throw new UnusableServer('this is a node of a Redis Cluster, which is not supported');
  if (role !== 'master') throw new UnusableServer('this Redis is a replica, which refuses writes');
  if (run !== undefined && history !== undefined) return { id: `${run}/${history}`, run, history };
  const id = randomUUID();
  return { id, run: id, history: '' };
};
