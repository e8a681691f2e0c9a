import { chown, copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startOwnPostgres } from '../../support/servers/servers.js';
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
  let data = '';
  const { url, stop } = await startOwnPostgres({
    runner: async (folder) => {
      data = join(folder, 'data');
      // The user of the server may not read the folder of this Node.
      const node = join(folder, 'node');
      await copyFile(process.execPath, node);
      return [node, '-e', KEEPER];
    },
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
