import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';

/** Milliseconds to wait for a predecessor that is about to stop. */
const patience = 3_000;

/**
 * Makes this process the only one that uses a folder, until it ends: two databases on one folder lose rows.
 *
 * On Linux the lock is a socket in the abstract namespace, named after device and inode of the folder, so by
 * whatever path it is reached, and gone with the process however it ends. It does not reach across network
 * namespaces: two containers on one volume are not kept apart. Elsewhere it is a lock file with a heartbeat.
 *
 * @throws Error that names the process which holds the folder
 */
export const lockFolder = (folder: string): Promise<unknown> =>
  process.platform === 'linux' ? lockBySocket(folder) : lockByFile(folder);

const inUse = (folder: string, holder: string) =>
  new Error(`the data folder ${folder} is in use by ${holder}: stop it, or set DATA_DIR or DB_URL`);

const lockBySocket = async (folder: string): Promise<Server> => {
  const { dev, ino } = statSync(folder, { bigint: true });
  const name = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32);
  const path = `\0project-db-auth-${name}`;
  for (const end = Date.now() + patience; ; ) {
    const server = createServer((asking) => asking.on('error', () => {}).end(String(process.pid)));
    const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      server.once('error', resolve).listen(path, () => resolve(undefined));
    });
    if (error === undefined) return server.unref();
    if (error.code !== 'EADDRINUSE') throw error;
    if (Date.now() > end) throw inUse(folder, `process ${await holder(path)}`);
    await sleep(100);
  }
};

/** The process id that the holder of the socket answers with. */
const holder = (path: string) =>
  new Promise<string>((resolve) => {
    let answer = '';
    connect(path)
      .setTimeout(5_000, () => resolve('?'))
      .on('data', (data) => {
        answer += data;
      })
      .on('end', () => resolve(answer))
      .on('error', () => resolve('?'));
  });

/** For systems without abstract sockets; a killed holder's file counts as stale after ten seconds. */
export const lockByFile = async (folder: string): Promise<() => Promise<void>> => {
  try {
    return await lock(folder, { stale: 10_000, retries: { retries: 12, minTimeout: 1_000, factor: 1 } });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ELOCKED' ? inUse(folder, 'another process') : error;
  }
};
