import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { once } from './once.js';

const run = promisify(execFile);

/** Debian's package for each server, and the programs wanted of it. */
const PROGRAMS = {
  postgresql: ['initdb', 'postgres'],
  'redis-server': ['redis-server'],
  pgbouncer: ['pgbouncer'],
  nginx: ['nginx'],
};
/** Those that nearly every run needs: they are installed together. */
const USUAL: readonly ServerPackage[] = ['postgresql', 'redis-server'];

export type ServerPackage = keyof typeof PROGRAMS;

/**
 * The folder that holds a server's programs: on PATH or, for Postgres, where Debian keeps them off it.
 * What is missing is installed first, if that can be done: as root, by apt-get.
 *
 * @throws Error which says what to install
 */
export async function binariesOf(wanted: ServerPackage): Promise<string> {
  if (!find(wanted)) await (USUAL.includes(wanted) ? installUsual() : install([wanted]));
  const folder = find(wanted);
  if (folder) return folder;
  throw new Error(
    `No ${PROGRAMS[wanted].join(' and ')} on this machine (Debian's package: ${wanted}). Install Postgres and Redis ` +
      '(Debian: apt-get install postgresql redis-server; macOS: brew install postgresql@17 redis) and have ' +
      'them on PATH. What needs no server of its own can also run on a Docker engine, or on the servers ' +
      'that TEST_DB_URL and TEST_REDIS_URL name.',
  );
}

function find(wanted: ServerPackage): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...folders, '/usr/sbin', ...debianPostgresFolders()].find((folder) =>
    PROGRAMS[wanted].every((program) => isExecutable(join(folder, program))),
  );
}

function debianPostgresFolders(): string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const newestFirst = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return newestFirst.map((version) => join(root, version, 'bin'));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** One process at a time: apt-get update does not wait for another's lock. */
const install = async (packages: readonly ServerPackage[]) => {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const missing = packages.filter((name) => !find(name));
  const aptGet = (...args: string[]) =>
    run('flock', ['/var/lib/apt/lists', 'apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  await aptGet('update');
  await aptGet('install', '-y', '--no-install-recommends', ...missing);
};
const installUsual = once(() => install(USUAL));

/**
 * Who shall run the servers: nobody else than now (`{}`), unless that is root, as whom Postgres refuses to run.
 */
export const serverUser = once(async (): Promise<{ uid?: number; gid?: number }> => {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, name])));
      if (uid && gid) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      // no such user: try the next
    }
  }
  throw new Error('Postgres refuses to run as root, and there is no user postgres or nobody to run it as.');
});
