import { expect } from 'chai';
import { type EngineSession, WireQueue } from '../../../src/adapters/embedded/wire-queue.js';

const message = (type: string, body = '') => {
  const bytes = Buffer.alloc(5 + body.length);
  bytes.write(type);
  bytes.writeInt32BE(4 + body.length, 1);
  bytes.write(body, 5);
  return bytes;
};
const query = (sql: string) => message('Q', sql);
const ready = message('Z', 'I');

/** A session that records what it executes: BEGIN opens a transaction, COMMIT and ROLLBACK end it. */
class RecordingSession implements EngineSession {
  readonly executed: string[] = [];
  #open = false;

  async execute(bytes: Uint8Array): Promise<Buffer> {
    const text =
      Buffer.from(bytes).subarray(5).toString().replaceAll('\0', '') || String.fromCharCode(bytes[0] ?? 0);
    this.executed.push(text);
    if (text === 'BEGIN') this.#open = true;
    if (text === 'COMMIT' || text === 'ROLLBACK') this.#open = false;
    return text === 'CRASH' ? Buffer.alloc(0) : ready;
  }

  isInTransaction() {
    return this.#open;
  }
}

const setup = () => {
  const session = new RecordingSession();
  const replied: number[] = [];
  const broken: (number | undefined)[] = [];
  const queue = new WireQueue(
    session,
    (connection) => replied.push(connection),
    (connection) => broken.push(connection),
  );
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  /** Each query with the number of its connection. */
  const push = (...queries: readonly (readonly [connection: number, sql: string])[]) => {
    for (const [connection, sql] of queries) queue.push({ connection, bytes: query(sql) });
  };
  return { session, replied, broken, queue, push, settled };
};

describe('the queue of the embedded database', () => {
  it('with a transaction open: runs no other connection until it ends', async () => {
    const { session, push, settled } = setup();
    push([1, 'BEGIN'], [2, 'two'], [1, 'one'], [2, 'two again'], [1, 'COMMIT']);
    await settled();
    expect(session.executed).to.deep.equal(['BEGIN', 'one', 'COMMIT', 'two', 'two again']);
  });

  it('with an unfinished batch: waits for its end', async () => {
    const { session, queue, settled } = setup();
    queue.push({ connection: 1, bytes: message('P', 'parse') });
    queue.push({ connection: 2, bytes: query('two') });
    queue.push({ connection: 1, bytes: message('S') });
    await settled();
    expect(session.executed).to.deep.equal(['parse', 'S', 'two']);
  });

  it('with a connection closed in its transaction: rolls back, and continues', async () => {
    const { session, queue, push, settled } = setup();
    push([1, 'BEGIN'], [2, 'two']);
    queue.push({ connection: 1, closed: true });
    await settled();
    expect(session.executed).to.deep.equal(['BEGIN', 'S', 'ROLLBACK', 'two']);
  });

  it('with a new connection: cleans the session first; with the end of one: executes nothing', async () => {
    const { session, queue, settled } = setup();
    queue.push({ connection: 1, bytes: Buffer.from([0, 0, 0, 8, 0, 3, 0, 0]) });
    await settled();
    const executed = [...session.executed];
    expect(executed[0]).to.equal('DISCARD ALL');
    queue.push({ connection: 1, bytes: message('X') });
    await settled();
    expect(session.executed).to.deep.equal(executed);
  });

  it('with a query that gets no response: reports it, and executes nothing more', async () => {
    const { session, replied, broken, push, settled } = setup();
    push([1, 'CRASH'], [2, 'two']);
    await settled();
    push([3, 'three']);
    await settled();
    expect([session.executed, replied, broken]).to.deep.equal([['CRASH'], [], [1]]);
  });

  it('with a final job: ends the open transaction, and executes nothing in between', async () => {
    const { session, queue, settled } = setup();
    queue.push({ connection: 1, bytes: query('BEGIN') });
    await settled();
    queue.push({ connection: 2, bytes: query('two') });
    queue.pushFirst(() => session.execute(query('CHECKPOINT')));
    await settled();
    expect(session.executed.slice(0, 4)).to.deep.equal(['BEGIN', 'S', 'ROLLBACK', 'CHECKPOINT']);
  });
});
