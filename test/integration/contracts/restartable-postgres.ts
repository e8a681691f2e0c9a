import { randomUUID } from 'node:crypto';
import { chown, copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { binariesOf } from '../../support/servers/binaries.js';
import { POSTGRES_SETTINGS } from '../../support/servers/own-servers.js';
import { startServer } from '../../support/servers/watched-server.js';
import { eventually, open } from './fixtures.js';

/** Keeps a server running: whenever it ends, another starts on its data. No shell, since those may not hear SIGINT. */
const KEEPER = `
  const [program, ...args] = process.argv.slice(1);
  let child;
  const start = () => {
    child = require('node:child_process').spawn(program, args, { stdio: 'inherit' }).once('exit', start);
  };
  start();
  process.on('SIGINT', () => {
    child.removeListener('exit', start).once('exit', () => process.exit());
    child.kill('SIGCONT');
    child.kill('SIGQUIT');
  });`;
const INITDB = `"$1/initdb" -D data -U postgres -A scram-sha-256 --pwfile=password -E UTF8 --no-sync --locale=C && \
  shift && exec "$@"`;

export interface RestartablePostgres {
  readonly url: string;
  /** Does the work while the server and all its children stand still. */
  paused(work: () => Promise<void>): Promise<void>;
  /**
   * @param how SIGINT: in order; SIGQUIT: as after a crash
   * @param asStandby it then follows (nobody), and only reads until it is promoted
   */
  restart(how: 'SIGINT' | 'SIGQUIT', asStandby?: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** One more Postgres, which can be restarted. */
export const startRestartablePostgres = async (): Promise<RestartablePostgres> => {
  const bin = await binariesOf('postgresql');
  let data = '';
  const { url, stop } = await startServer(async (port, folder) => {
    const password = randomUUID();
    await writeFile(join(folder, 'password'), password);
    data = join(folder, 'data');
    // Who runs the server may not be let into the home that this one is in.
    const node = join(folder, 'node');
    await copyFile(process.execPath, node);
    const settings = ['-c', 'unix_socket_directories=', '-c', 'log_min_messages=log', ...POSTGRES_SETTINGS];
    const server = [join(bin, 'postgres'), '-D', 'data', '-h', '127.0.0.1', '-p', `${port}`, ...settings];
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      command: ['sh', '-c', INITDB, 'sh', bin, node, '-e', KEEPER, ...server],
      ready: /starting PostgreSQL (\S+)[\s\S]*ready to accept connections/,
    };
  });
  const postmaster = async () =>
    Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n', 1)[0]);
  const ask = async <T>(question: (knex: ReturnType<typeof open>) => Promise<T>) => {
    const knex = open(url, { poolMax: 1 });
    return question(knex).finally(() => knex.destroy());
  };
  const started = () =>
    ask(
      async (knex) => (await knex.raw('select pg_postmaster_start_time()::text as at')).rows[0].at as string,
    );
  const restart = async (how: 'SIGINT' | 'SIGQUIT', asStandby = false) => {
    const before = await started();
    if (asStandby) {
      const { uid, gid } = await stat(data);
      await writeFile(join(data, 'standby.signal'), '');
      await chown(join(data, 'standby.signal'), uid, gid);
    }
    process.kill(await postmaster(), how);
    await eventually(
      () =>
        started().then(
          (at) => at !== before,
          () => false,
        ),
      'it started again',
    );
  };
  const processes = async () => {
    const children = await ask((knex) =>
      knex('pg_stat_activity').whereRaw('pid <> pg_backend_pid()').pluck('pid'),
    );
    return [await postmaster(), ...children];
  };
  /** One that was listed may have ended since. */
  const signal = (pid: number, name: NodeJS.Signals) => {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  const paused = async (work: () => Promise<void>) => {
    const pids = await processes();
    try {
      for (const pid of pids) signal(pid, 'SIGSTOP');
      await work();
    } finally {
      for (const pid of pids.reverse()) signal(pid, 'SIGCONT');
    }
  };
  return { url, paused, restart, stop };
};
