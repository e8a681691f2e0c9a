import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { binariesOf } from './binaries.js';
import { type OwnServer, startServer } from './watched-server.js';

/** What a database that nobody will miss may save on. */
export const POSTGRES_SETTINGS = Object.entries({
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: 300,
}).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Starts one more Redis, which keeps nothing on disk. `settings` are those of its command line. */
export async function startOwnRedis(...settings: string[]): Promise<OwnServer> {
  const program = join(await binariesOf('redis-server'), 'redis-server');
  return startServer(async (port, folder) => ({
    url: `redis://127.0.0.1:${port}`,
    command: [
      program,
      '--port',
      `${port}`,
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--save',
      '',
      ...settings,
    ],
    ready: /version=([^,\s]+)[\s\S]*Ready to accept connections/,
  }));
}

/** Starts one more Postgres; its URL names the superuser. */
export async function startOwnPostgres(): Promise<OwnServer> {
  const bin = await binariesOf('postgresql');
  // code points in order and all letters known, as in the Alpine image
  const ctype = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
  const script = `"$1/initdb" -D data -U postgres -A scram-sha-256 --pwfile=password -E UTF8 --no-sync \
    --locale=C --lc-ctype=${ctype} && shift && exec "$@"`;
  return startServer(async (port, folder) => {
    // without a password any user of this machine could run programs through the superuser
    const password = randomUUID();
    await writeFile(join(folder, 'password'), password);
    const settings = ['-c', 'unix_socket_directories=', '-c', 'log_min_messages=log', ...POSTGRES_SETTINGS];
    const server = [join(bin, 'postgres'), '-D', 'data', '-h', '127.0.0.1', '-p', `${port}`, ...settings];
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      command: ['sh', '-c', script, 'sh', bin, ...server],
      ready: /starting PostgreSQL (\S+)[\s\S]*ready to accept connections/,
    };
  });
}
