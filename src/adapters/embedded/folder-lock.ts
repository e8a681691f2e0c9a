import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';

/** Milliseconds to wait for a previous process that is stopping. */
const lockTimeout = 3_000;

/**
 * Locks a folder until this process ends: two databases on one folder would lose rows.
 *
 * On Linux the lock is a socket in the abstract namespace, named after the device and inode of the folder. So it does not
 * depend on the path, and disappears with the process, however that ends. It is not visible in other network namespaces:
 * two containers on one volume are not protected. On other systems it is a lock file with a heartbeat.
 *
 * @throws Error with the process that has locked the folder
 */
export const lockFolder = (folder: string): Promise<unknown> =>
  process.platform === 'linux' ? lockBySocket(folder) : lockByFile(folder);

const inUse = (folder: string, owner: string) =>
  new Error(
    `the data folder ${folder} is in use by ${owner}: stop it first, or name another database with DATA_DIR or DB_URL`,
  );

const lockBySocket = async (folder: string): Promise<Server> => {
  const { dev, ino } = statSync(folder, { bigint: true });
  const name = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32);
  const path = `\0project-db-auth-${name}`;
  for (const end = Date.now() + lockTimeout; ; ) {
    const server = createServer((client) => client.on('error', () => {}).end(String(process.pid)));
    const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      server.once('error', resolve).listen(path, () => resolve(undefined));
    });
    if (error === undefined) return server.unref();
    if (error.code !== 'EADDRINUSE') throw error;
    if (Date.now() > end) throw inUse(folder, `process ${await ownerOf(path)}`);
    await sleep(100);
  }
};

/** Asks the process that owns the socket for its id; `?` if it does not respond. */
const ownerOf = (path: string) =>
  new Promise<string>((resolve) => {
    let pid = '';
    connect(path)
      .setTimeout(5_000, () => resolve('?'))
      .on('data', (data) => {
        pid += data;
      })
      .on('end', () => resolve(pid))
      .on('error', () => resolve('?'));
  });

/** For systems without abstract sockets. The file of a killed process is stale after ten seconds. */
export const lockByFile = async (folder: string): Promise<() => Promise<void>> => {
  try {
    return await lock(folder, { stale: 10_000, retries: { retries: 12, minTimeout: 1_000, factor: 1 } });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ELOCKED' ? inUse(folder, 'another process') : error;
  }
};
