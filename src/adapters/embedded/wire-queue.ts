/** The single session of the engine. Takes bytes of Postgres's frontend protocol and returns those of the backend. */
export interface EngineSession {
  execute(bytes: Uint8Array): Promise<Buffer>;
  isInTransaction(): boolean;
}

type Work =
  | { readonly connection: number; readonly bytes: Uint8Array }
  | { readonly connection: number; readonly closed: true }
  | { readonly job: () => Promise<unknown> };

// Message types: https://www.postgresql.org/docs/current/protocol-message-formats.html
const [terminate, sync, query, readyForQuery] = ['X', 'S', 'Q', 'Z'].map((type) => type.charCodeAt(0));
const syncMessage = Buffer.from([sync as number, 0, 0, 0, 4]);

const simpleQuery = (sql: string) => {
  const message = Buffer.alloc(sql.length + 6);
  message.write('Q');
  message.writeInt32BE(sql.length + 5, 1);
  message.write(sql, 5);
  return message;
};

/** Whether the server waits for more messages after a batch: it ends with neither Sync nor Query. */
const isIncomplete = (batch: Buffer) => {
  if (batch[0] === 0) return false;
  let type: number | undefined;
  for (let i = 0; i < batch.length; i += 1 + batch.readInt32BE(i + 1)) type = batch[i];
  return type !== sync && type !== query;
};

/**
 * Shares one session between many connections, one batch of messages at a time. A connection owns the session while it has
 * an open transaction or an incomplete batch.
 */
export class WireQueue {
  readonly #waiting: Work[] = [];
  #owner: number | undefined;
  #busy = false;

  constructor(
    private readonly session: EngineSession,
    private readonly reply: (connection: number, bytes: Buffer) => void,
    /** Called once, when the session has failed and cannot be used any more. */
    private readonly failed: (connection: number | undefined, error: Error) => void,
  ) {}

  push(work: Work): void {
    this.#waiting.push(work);
    void this.#run();
  }

  /** Rolls back an open transaction and runs the job, before everything that waits. */
  pushFirst(job: () => Promise<unknown>): void {
    const closing: Work[] = this.#owner === undefined ? [] : [{ connection: this.#owner, closed: true }];
    this.#waiting.unshift(...closing, { job });
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let work = this.#next(); work !== undefined; work = this.#next()) {
      try {
        await this.#perform(work);
      } catch (error) {
        // Stays busy: nothing may be sent to a session in an unknown state.
        this.failed('connection' in work ? work.connection : undefined, error as Error);
        return;
      }
    }
    this.#busy = false;
  }

  /** The next work of the connection that owns the session, or any work if none does. */
  #next(): Work | undefined {
    const isNext = (work: Work) => 'connection' in work && work.connection === this.#owner;
    const index = this.#owner === undefined ? 0 : this.#waiting.findIndex(isNext);
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  async #perform(work: Work): Promise<void> {
    if ('job' in work) await work.job();
    else if ('closed' in work) await this.#close(work.connection);
    else await this.#forward(work.connection, Buffer.from(work.bytes));
  }

  async #forward(connection: number, batch: Buffer): Promise<void> {
    if (batch[0] === terminate) return;
    const isStartup = batch[0] === 0;
    if (isStartup) await this.session.execute(simpleQuery('DISCARD ALL'));
    const incomplete = isIncomplete(batch);
    const response = await this.session.execute(batch);
    // The engine hides its crashes: the response then lacks ReadyForQuery.
    if (!incomplete && response.at(-6) !== readyForQuery)
      throw new Error('the embedded database has crashed');
    this.reply(connection, response);
    this.#owner = incomplete || this.session.isInTransaction() ? connection : undefined;
  }

  async #close(connection: number): Promise<void> {
    if (this.#owner !== connection) return;
    await this.session.execute(syncMessage);
    if (this.session.isInTransaction()) await this.session.execute(simpleQuery('ROLLBACK'));
    this.#owner = undefined;
  }
}
