import { chown, copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startOwnPostgres } from '../../support/servers/servers.js';
import { eventually, open } from './fixtures.js';

/** Restarts the server on the same data whenever it exits. Not a shell script, since a shell may ignore SIGINT. */
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
export interface RestartablePostgres {
  readonly url: string;
  /** Runs the work while the server and all its child processes are paused (SIGSTOP). */
  paused(work: () => Promise<void>): Promise<void>;
  /**
   * @param how SIGINT: fast shutdown; SIGQUIT: immediate shutdown, with recovery at the next start
   * @param asStandby starts as a standby without a primary: read-only until it is promoted
   */
  restart(how: 'SIGINT' | 'SIGQUIT', asStandby?: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Starts another Postgres, which can be restarted. */
export const startRestartablePostgres = async (): Promise<RestartablePostgres> => {
  let data = '';
  const { url, stop } = await startOwnPostgres({
    runner: async (folder) => {
      data = join(folder, 'data');
      // The user of the server may not be allowed to read the folder of this Node.
      const node = join(folder, 'node');
      await copyFile(process.execPath, node);
      return [node, '-e', KEEPER];
    },
  });
  const postmaster = async () =>
    Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n', 1)[0]);
  const query = async <T>(run: (knex: ReturnType<typeof open>) => Promise<T>) => {
    const knex = open(url, { poolMax: 1 });
    return run(knex).finally(() => knex.destroy());
  };
  const started = () =>
    query(
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
    const children = await query((knex) =>
      knex('pg_stat_activity').whereRaw('pid <> pg_backend_pid()').pluck('pid'),
    );
    return [await postmaster(), ...children];
  };
  /** Ignores a process that has exited. */
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
