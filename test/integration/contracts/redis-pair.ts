import { eventually } from './fixtures.js';
import { type RestartableRedis, startRestartableRedis } from './restartable-redis.js';

/** Two Redis servers. Each can become a replica of the other. */
export interface RedisPair {
  readonly p: RestartableRedis;
  readonly r: RestartableRedis;
  /** Resolves when the first synchronization is complete. Replication continues. */
  copy(replica: RestartableRedis, master: RestartableRedis): Promise<void>;
  promote(replica: RestartableRedis): Promise<unknown>;
  stop(): Promise<void>;
}

export const startRedisPair = async (): Promise<RedisPair> => {
  const [p, r] = await Promise.all([startRestartableRedis(), startRestartableRedis()]);
  const replication = async (server: RestartableRedis, field: string) =>
    new RegExp(`^${field}:(\\S+)`, 'm').exec(String(await server.command('INFO', 'replication')))?.[1];
  for (const server of [p, r]) await server.command('CONFIG', 'SET', 'repl-diskless-sync-delay', 0);
  return {
    p,
    r,
    copy: async (replica, master) => {
      const { hostname, port } = new URL(master.url);
      await replica.command('REPLICAOF', hostname, port);
      await eventually(
        async () => (await replication(replica, 'master_link_status')) === 'up',
        'it was copied',
      );
      const written = await replication(master, 'master_repl_offset');
      await eventually(
        async () => Number(await replication(replica, 'slave_repl_offset')) >= Number(written),
        'it had everything',
      );
    },
    promote: (replica) => replica.command('REPLICAOF', 'NO', 'ONE'),
    stop: async () => {
      await Promise.all([p.stop(), r.stop()]);
    },
  };
};
