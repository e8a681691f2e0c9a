import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

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
 * @throws Error when it refuses to report them, or is a replica, which would refuse to forget anything
 */
export const askForIds = async (redis: Redis): Promise<ServerIds> => {
  // Sent at once, so on one connection.
  const info = (await Promise.all([redis.info('server'), redis.info('replication')])).join('\n');
  const field = (name: string) => new RegExp(`^${name}:(\\w+)`, 'm').exec(info)?.[1];
  const [role = 'master', run, history] = [field('role'), field('run_id'), field('master_replid')];
  if (role !== 'master') throw new Error(`it is not a master: INFO reports role:${role}`);
  if (run !== undefined && history !== undefined) return { id: `${run}/${history}`, run, history };
  const id = randomUUID();
  return { id, run: id, history: '' };
};
