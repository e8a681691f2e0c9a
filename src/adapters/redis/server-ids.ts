import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { UnusableServer } from './redis-errors.js';

/** The identity of a server, from INFO. */
export interface ServerIds {
  /** Changes when the server changes, or when its data may be older than before. */
  readonly id: string;
  /** `run_id`: changes with each start of the process. */
  readonly run: string;
  /** `master_replid`: the history of the data; a promotion starts a new one. Empty: the server reports none. */
  readonly history: string;
}

/**
 * Reads the ids of a server. A server that reports none (some proxies) gets a random id for each connection: values cached
 * on another connection are never read, because they may be on another server.
 * @throws UnusableServer for a Sentinel, a cluster node, or a replica, which rejects writes
 * @throws ReplyError if the server rejects INFO
 */
export const readServerIds = async (redis: Redis): Promise<ServerIds> => {
  // Sent together, so on one connection.
  const info = (await Promise.all([redis.info('server'), redis.info('replication')])).join('\n');
  const field = (name: string) => new RegExp(`^${name}:(\\w+)`, 'm').exec(info)?.[1];
  const [role = 'master', run, history] = [field('role'), field('run_id'), field('master_replid')];
  const mode = field('redis_mode');
  if (mode === 'sentinel')
    throw new UnusableServer('this is a Sentinel: set REDIS__PORT to the port of the server');
  if (mode === 'cluster')
    throw new UnusableServer('this is a node of a Redis Cluster, which is not supported');
  if (role !== 'master') throw new UnusableServer('this Redis is a replica, which rejects writes');
  if (run !== undefined && history !== undefined) return { id: `${run}/${history}`, run, history };
  const id = randomUUID();
  return { id, run: id, history: '' };
};
