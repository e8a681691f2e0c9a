import { mkdirSync, realpathSync } from 'node:fs';
import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { folderError } from './folder-error.js';
import { requireNotMoved } from './moved-folder.js';

/** The messages between the two threads. */
export type ToWorker =
  | { readonly connection: number; readonly bytes: Uint8Array }
  | { readonly connection: number; readonly closed: true }
  | 'ping'
  | 'stop';
export type FromWorker =
  | { readonly connection: number; readonly bytes: Uint8Array }
  | { readonly connection: number; readonly error: string }
  | 'ready'
  | 'pong';

/** A Postgres in this process, for development and evaluation: see docs/adr/0005-embedded-database.md. */
export interface EmbeddedDatabase {
  /** Options for an ordinary `pg` client. It speaks Postgres's own protocol over a message port, without a socket. */
  readonly connection: {
    readonly stream: () => Duplex;
    readonly user: string;
    readonly database: string;
    readonly host: string;
  };
  /** Rolls back open transactions and closes the files. */
  stop(): Promise<void>;
}

/** Milliseconds without a message after which the thread is terminated. Longer than any statement may take. */
const hangTimeout = 60_000;
/** Milliseconds after which a stop terminates the thread. */
const stopTimeout = 5_000;

/** The part of a socket that the `pg` client uses. */
class Wire extends Duplex {
  constructor(
    private readonly connection: number,
    private readonly send: (message: ToWorker) => void,
  ) {
    super();
  }

  connect() {
    setImmediate(() => this.emit('connect'));
    return this;
  }

  setNoDelay() {
    return this;
  }

  setKeepAlive() {
    return this;
  }

  ref() {
    return this;
  }

  unref() {
    return this;
  }

  override _read() {}

  override _write(bytes: Buffer, _encoding: string, done: () => void) {
    this.send({ connection: this.connection, bytes });
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void) {
    this.send({ connection: this.connection, bytes: Buffer.concat(chunks.map(({ chunk }) => chunk)) });
    done();
  }

  override _final(done: () => void) {
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void) {
    this.send({ connection: this.connection, closed: true });
    done(error);
  }
}

const workerFile = import.meta.url.endsWith('.js') ? './worker.js' : './worker-from-sources.mjs';

/**
 * Opens the database in a folder, which is created if it does not exist.
 * @param failed is called when the engine has crashed and cannot be restarted
 * @param requireUsable throws if the folder must not be opened, by default because its data were moved
 * @throws Error if the folder cannot be used, or another process uses it
 */
export const openEmbeddedDatabase = async (
  folder: string,
  failed: (error: Error) => void,
  requireUsable = requireNotMoved,
): Promise<EmbeddedDatabase> => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw folderError(folder, error);
  }
  requireUsable(folder);
  const workerData = { folder: realpathSync(folder) };
  const wires = new Map<number, Wire>();
  let connections = 0;
  let stopping = false;
  let worker: Worker;
  let ended: Promise<void>;
  let lastMessageAt = 0;

  const start = () =>
    new Promise<void>((resolve, reject) => {
      let ready = false;
      worker = new Worker(new URL(workerFile, import.meta.url), { workerData });
      worker.on('error', reject);
      worker.on('message', (message: FromWorker) => {
        lastMessageAt = performance.now();
        if (message === 'ready') {
          ready = true;
          resolve();
        } else if (message !== 'pong') {
          const wire = wires.get(message.connection);
          if ('bytes' in message) wire?.push(Buffer.from(message.bytes));
          else wire?.destroy(new Error(message.error));
        }
      });
      ended = new Promise((resolveEnded) => {
        worker.once('exit', () => {
          reject(new Error('the embedded database exited during its start'));
          for (const wire of wires.values()) wire.destroy(new Error('Connection terminated'));
          if (ready && !stopping) start().catch(failed);
          resolveEnded();
        });
      });
    });

  await start();
  const watchdog = setInterval(() => {
    if (performance.now() - lastMessageAt > hangTimeout) void worker.terminate();
    else worker.postMessage('ping');
  }, hangTimeout / 12).unref();

  const stream = () => {
    connections += 1;
    const id = connections;
    const wire = new Wire(id, (message) => worker.postMessage(message));
    wires.set(id, wire);
    return wire.once('close', () => wires.delete(id));
  };
  return {
    connection: { stream, user: 'postgres', database: 'postgres', host: 'embedded' },
    stop: async () => {
      stopping = true;
      clearInterval(watchdog);
      worker.postMessage('stop');
      const deadline = setTimeout(() => void worker.terminate(), stopTimeout);
      await ended;
      clearTimeout(deadline);
    },
  };
};
