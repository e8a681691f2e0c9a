import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { binariesOf } from './binaries.js';
import { type OwnServer, startServer } from './watched-server.js';

/** A test database need not survive a crash, and its few rows are not worth compiling a query. */
export const POSTGRES_SETTINGS = Object.entries({
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  jit: 'off',
  max_connections: 300,
}).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Starts another Redis without persistence. `settings` are arguments of its command line. */
export async function startOwnRedis(...settings: string[]): Promise<OwnServer> {
  const program = join(await binariesOf('redis-server'), 'redis-server');
  return startServer(async (port, folder) => ({
    url: `redis://127.0.0.1:${port}`,
    command: [
      program,
      ...`--port ${port} --bind 127.0.0.1 --save`.split(' '),
      '',
      '--dir',
      folder,
      ...settings,
    ],
    ready: /version=([^,\s]+)[\s\S]*Ready to accept connections/,
  }));
}

/** Options of a Postgres. */
export interface PostgresOptions {
  /** Settings as on its command line. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Certificate and key as PEM, for connections by TLS. */
  readonly tls?: { readonly key: string; readonly certificate: string };
  /** Returns the beginning of the command that runs the server. Receives the server's folder. */
  readonly runner?: (folder: string) => Promise<readonly string[]>;
}

/** Starts another Postgres. Its URL contains the superuser. */
export async function startOwnPostgres({
  settings = {},
  tls,
  runner = async () => [],
}: PostgresOptions = {}): Promise<OwnServer> {
  const bin = await binariesOf('postgresql');
  // Sorts by code points, and knows the letters of all scripts, as the Alpine image does.
  const ctype = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
  const script = `"$1/initdb" -D data -U postgres -A scram-sha-256 --pwfile=password -E UTF8 --no-sync \
    --locale=C --lc-ctype=${ctype} && cp server.* data && chmod 600 data/server.* && shift && exec "$@"`;
  return startServer(async (port, folder) => {
    // Without a password, any user of this machine could run programs as the superuser.
    const password = randomUUID();
    await writeFile(join(folder, 'password'), password);
    await writeFile(join(folder, 'server.key'), tls?.key ?? '');
    await writeFile(join(folder, 'server.crt'), tls?.certificate ?? '');
    const all = {
      unix_socket_directories: '',
      log_min_messages: 'log',
      ssl: tls ? 'on' : 'off',
      ...settings,
    };
    const given = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = [
      ...(await runner(folder)),
      join(bin, 'postgres'),
      '-D',
      'data',
      '-h',
      '127.0.0.1',
      '-p',
      `${port}`,
    ];
    server.push(...POSTGRES_SETTINGS, ...given);
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      command: ['sh', '-c', script, 'sh', bin, ...server],
      ready: /starting PostgreSQL (\S+)[\s\S]*ready to accept connections/,
    };
  });
}

/**
 * Starts a PgBouncer in transaction mode in front of a Postgres. It connects as the user of the URL for every client.
 * @param settings of the section `pgbouncer`
 */
export async function startOwnPgbouncer(
  postgres: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<OwnServer> {
  const program = join(await binariesOf('pgbouncer'), 'pgbouncer');
  const { hostname, port: target, username, password } = new URL(postgres);
  return startServer(async (port, folder) => {
    const all = {
      listen_addr: '127.0.0.1',
      listen_port: port,
      unix_socket_dir: '',
      auth_type: 'any',
      pool_mode: 'transaction',
      ...settings,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
    const secret = password && ` password='${decodeURIComponent(password)}'`;
    const server = `host=${hostname} port=${target || 5432} user=${username}${secret}`;
    const file = join(folder, 'pgbouncer.ini');
    await writeFile(file, ['[databases]', `* = ${server}`, '[pgbouncer]', ...lines, ''].join('\n'));
    return {
      url: `postgresql://anyone@127.0.0.1:${port}/postgres`,
      command: [program, file],
      ready: /process up: PgBouncer ([\d.]+)/,
    };
  });
}
