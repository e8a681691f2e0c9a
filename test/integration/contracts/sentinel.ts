import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { binariesOf } from '../../support/servers/binaries.js';
import { startServer } from '../../support/servers/watched-server.js';
import { eventually } from './fixtures.js';

/** A Sentinel that watches one master and its replicas. */
export interface Sentinel {
  readonly url: string;
  /** Promotes a replica. Resolves with the port of the new master after the promotion. */
  failOver(): Promise<number>;
  stop(): Promise<void>;
}

export const startSentinel = async (masterUrl: string): Promise<Sentinel> => {
  const program = join(await binariesOf('redis-server'), 'redis-server');
  const { hostname, port: masterPort } = new URL(masterUrl);
  const server = await startServer(async (port, folder) => {
    const config = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${folder}`,
      `sentinel monitor main ${hostname} ${masterPort} 1`,
      // It fails over only on command, and not because a server is paused for a while.
      'sentinel down-after-milliseconds main 60000',
      'sentinel failover-timeout main 10000',
    ];
    const file = join(folder, 'sentinel.conf');
    // Sentinel rewrites this file, so its user must own it.
    await writeFile(file, `${config.join('\n')}\n`);
    await chmod(file, 0o666);
    return {
      url: `redis://127.0.0.1:${port}`,
      command: [program, file, '--sentinel'],
      ready: /version=([^,\s]+)[\s\S]*\+monitor master/,
    };
  });
  const redis = new Redis(server.url, { maxRetriesPerRequest: 1 });
  redis.on('error', () => {});
  const master = async () =>
    Number(((await redis.call('SENTINEL', 'get-master-addr-by-name', 'main')) as string[])[1]);
  return {
    url: server.url,
    failOver: async () => {
      const before = await master();
      const isAccepted = () =>
        redis.call('SENTINEL', 'failover', 'main').then(
          () => true,
          () => false,
        );
      // Repeats the command until Sentinel knows a suitable replica.
      await eventually(isAccepted, 'Sentinel began a failover');
      await eventually(async () => (await master()) !== before, 'Sentinel failed over');
      return master();
    },
    stop: async () => {
      redis.disconnect();
      await server.stop();
    },
  };
};
