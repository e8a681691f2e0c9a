import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../support/free-port.js';
import { binariesOf } from '../../support/servers/binaries.js';
import { startServer } from '../../support/servers/watched-server.js';

/** Another Redis, which can be killed and restarted on its port. */
export interface RestartableRedis {
  readonly url: string;
  /** The id of the current process. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  kill(): Promise<void>;
  /** Starts it again: empty, or with the content of a snapshot. */
  start(snapshot?: Buffer): Promise<void>;
  /** Returns its content as an RDB file. */
  snapshot(): Promise<Buffer>;
  command(name: string, ...args: (string | number)[]): Promise<unknown>;
  stop(): Promise<void>;
}

export const startRestartableRedis = async (): Promise<RestartableRedis> => {
  const program = join(await binariesOf('redis-server'), 'redis-server');
  let port: number | undefined;
  let home = '';
  const launch = (snapshot?: Buffer) =>
    startServer(async (_freePort, folder) => {
      port ??= await freePort();
      home = folder;
      if (snapshot !== undefined) await writeFile(join(folder, 'dump.rdb'), snapshot);
      return {
        url: `redis://127.0.0.1:${port}`,
        command: [program, '--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
        ready: /version=([^,\s]+)[\s\S]*Ready to accept connections/,
      };
    });
  let server = await launch();
  const { url } = server;

  const command = async (name: string, ...args: (string | number)[]) => {
    const redis = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
    redis.on('error', () => {});
    return redis.call(name, ...args).finally(() => redis.disconnect());
  };
  return {
    url,
    signal: (signal) => process.kill(server.pid, signal),
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.stop();
    },
    start: async (snapshot) => {
      server = await launch(snapshot);
    },
    snapshot: async () => {
      await command('SAVE');
      return readFile(join(home, 'dump.rdb'));
    },
    command,
    stop: () => server.stop(),
  };
};
