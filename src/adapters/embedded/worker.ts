import { renameSync, rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { fuzzystrmatch } from '@electric-sql/pglite/contrib/fuzzystrmatch';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { clusterOf, hasCluster } from './cluster.js';
import type { FromWorker, ToWorker } from './embedded-database.js';
import { folderError } from './folder-error.js';
import { lockFolder } from './folder-lock.js';
import { WireQueue } from './wire-queue.js';

/** The thread that owns the embedded database: the lock on its folder, the engine, and the one session. */

/** Milliseconds between checkpoints, and the number of checkpoints per vacuum. The engine itself runs neither. */
const checkpointEvery = 60_000;
const vacuumEvery = 30;

const { folder } = workerData as { folder: string };
const clusterFolder = clusterOf(folder);
const tuning = { shared_buffers: '16MB', max_wal_size: '64MB', min_wal_size: '32MB', jit: 'off' };

const open = (dataDir: string) =>
  PGlite.create({
    dataDir,
    extensions: { pg_trgm, fuzzystrmatch },
    startParams: [
      ...PGlite.defaultStartParams,
      ...Object.entries(tuning).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
  });

await lockFolder(folder);

const openCluster = async () => {
  if (!hasCluster(folder)) {
    // Initialised under another name and then renamed, so that a kill leaves no half of a cluster.
    rmSync(`${clusterFolder}.init`, { recursive: true, force: true });
    await (await open(`${clusterFolder}.init`)).close();
    renameSync(`${clusterFolder}.init`, clusterFolder);
  }
  return open(clusterFolder);
};
const engine = await openCluster().catch((error) => {
  // The engine's own errors have no code: wrap them with what they usually mean.
  throw folderError(
    folder,
    'code' in error
      ? error
      : new Error(`it is damaged, or was created by another version (${error.message})`),
  );
});

const send = (message: FromWorker) => parentPort?.postMessage(message);
let needsCheckpoint = false;
const queue = new WireQueue(
  {
    execute: async (bytes) => {
      needsCheckpoint = true;
      const parts: Buffer[] = [];
      await engine.execProtocolRawStream(bytes, { onRawData: (data) => parts.push(Buffer.from(data)) });
      return Buffer.concat(parts);
    },
    isInTransaction: () => engine.isInTransaction(),
  },
  (connection, bytes) => send({ connection, bytes }),
  (connection, error) => {
    if (connection !== undefined) send({ connection, error: error.message });
    // Ends this thread only. The main thread starts another one, which recovers from the write-ahead log.
    setImmediate(() => process.exit(1));
  },
);

let checkpoints = 0;
setInterval(() => {
  if (!needsCheckpoint) return;
  checkpoints += 1;
  const sql = checkpoints % vacuumEvery === 0 ? 'VACUUM (ANALYZE); CHECKPOINT' : 'CHECKPOINT';
  queue.push({
    job: async () => {
      await engine.exec(sql);
      needsCheckpoint = false;
    },
  });
}, checkpointEvery).unref();

parentPort?.on('message', (message: ToWorker) => {
  if (message === 'ping') send('pong');
  else if (message === 'stop') {
    queue.pushFirst(async () => {
      await engine.close();
      process.exit(0);
    });
  } else queue.push(message);
});
send('ready');
