/**
 * What the queue needs of the one session there is: bytes of Postgres' frontend protocol in, bytes of its
 * backend protocol out.
 */
export interface Session {
  execute(bytes: Uint8Array): Promise<Buffer>;
  isInTransaction(): boolean;
}

type Work =
  | { readonly connection: number; readonly bytes: Uint8Array }
  | { readonly connection: number; readonly closed: true }
  | { readonly job: () => Promise<unknown> };

// Message types of the protocol, https://www.postgresql.org/docs/current/protocol-message-formats.html
const [terminate, sync, query, readyForQuery] = ['X', 'S', 'Q', 'Z'].map((type) => type.charCodeAt(0));
const syncMessage = Buffer.from([sync as number, 0, 0, 0, 4]);

const simpleQuery = (sql: string) => {
  const message = Buffer.alloc(sql.length + 6);
  message.write('Q');
  message.writeInt32BE(sql.length + 5, 1);
  message.write(sql, 5);
  return message;
};

/** Whether a batch of messages leaves the server waiting for more: it ends in neither Sync nor Query. */
const staysOpen = (batch: Buffer) => {
  if (batch[0] === 0) return false;
  let type: number | undefined;
  for (let i = 0; i < batch.length; i += 1 + batch.readInt32BE(i + 1)) type = batch[i];
  return type !== sync && type !== query;
};

/**
 * Lets many connections share one session, a batch of messages at a time. A connection that opened a transaction,
 * or a batch that is not over, keeps the session until it ends it.
 */
export class WireQueue {
  readonly #waiting: Work[] = [];
  #owner: number | undefined;
  #busy = false;

  constructor(
    private readonly session: Session,
    private readonly answer: (connection: number, bytes: Buffer) => void,
    /** Called once: the session answers no more. */
    private readonly broken: (connection: number | undefined, error: Error) => void,
  ) {}

  push(work: Work): void {
    this.#waiting.push(work);
    void this.#run();
  }

  /** Ends what is open, then does the job, before all else that waits. */
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
        await this.#do(work);
      } catch (error) {
        // Stays busy for good: nothing more may reach a session in an unknown state.
        this.broken('connection' in work ? work.connection : undefined, error as Error);
        return;
      }
    }
    this.#busy = false;
  }

  /** The next work of whoever has the session, or of anybody when nobody has. */
  #next(): Work | undefined {
    const isNext = (work: Work) => 'connection' in work && work.connection === this.#owner;
    const index = this.#owner === undefined ? 0 : this.#waiting.findIndex(isNext);
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  async #do(work: Work): Promise<void> {
    if ('job' in work) await work.job();
    else if ('closed' in work) await this.#close(work.connection);
    else await this.#pass(work.connection, Buffer.from(work.bytes));
  }

  async #pass(connection: number, batch: Buffer): Promise<void> {
    if (batch[0] === terminate) return;
    const isStartup = batch[0] === 0;
    if (isStartup) await this.session.execute(simpleQuery('DISCARD ALL'));
    const open = staysOpen(batch);
    const answer = await this.session.execute(batch);
    // The engine swallows its own crashes, and then leaves the query without an answer.
    if (!open && answer.at(-6) !== readyForQuery) throw new Error('the embedded database broke down');
    this.answer(connection, answer);
    this.#owner = open || this.session.isInTransaction() ? connection : undefined;
  }

  async #close(connection: number): Promise<void> {
    if (this.#owner !== connection) return;
    await this.session.execute(syncMessage);
    if (this.session.isInTransaction()) await this.session.execute(simpleQuery('ROLLBACK'));
    this.#owner = undefined;
  }
}
