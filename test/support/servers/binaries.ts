import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { once } from './once.js';

const run = promisify(execFile);

/** Debian's package of each server, and its programs that are used. */
const PROGRAMS = {
  postgresql: ['initdb', 'postgres'],
  'redis-server': ['redis-server'],
  pgbouncer: ['pgbouncer'],
  nginx: ['nginx'],
};
/** Those that nearly every run needs. They are installed together. */
const USUAL: readonly ServerPackage[] = ['postgresql', 'redis-server'];

export type ServerPackage = keyof typeof PROGRAMS;

/**
 * Returns the folder with a server's programs: on PATH or, for Postgres, in Debian's folder of the newest version.
 * As root on Debian, installs them if they are missing.
 *
 * @throws Error that names the missing package
 */
export async function binariesOf(wanted: ServerPackage): Promise<string> {
  if (!find(wanted)) await (USUAL.includes(wanted) ? installUsual() : install([wanted]));
  const folder = find(wanted);
  if (folder) return folder;
  throw new Error(
    `No ${PROGRAMS[wanted].join(' and ')} on this machine (Debian's package: ${wanted}). Install Postgres and Redis ` +
      '(Debian: apt-get install postgresql redis-server; macOS: brew install postgresql@17 redis) and have ' +
      'them on PATH. Tests that do not start their own servers can also use a Docker engine, or the servers ' +
      'of TEST_DB_URL and TEST_REDIS_URL.',
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

/** One process at a time (flock): apt-get update does not wait for the lock of another one. */
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

/** Returns the user that runs the servers: the current one (`{}`), unless it is root, as which Postgres does not run. */
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
