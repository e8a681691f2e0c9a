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

/** A session that notes what it is told: BEGIN opens a transaction, COMMIT and ROLLBACK end it. */
class NotingSession implements EngineSession {
  readonly told: string[] = [];
  #open = false;

  async execute(bytes: Uint8Array): Promise<Buffer> {
    const text =
      Buffer.from(bytes).subarray(5).toString().replaceAll('\0', '') || String.fromCharCode(bytes[0] ?? 0);
    this.told.push(text);
    if (text === 'BEGIN') this.#open = true;
    if (text === 'COMMIT' || text === 'ROLLBACK') this.#open = false;
    return text === 'CRASH' ? Buffer.alloc(0) : ready;
  }

  isInTransaction() {
    return this.#open;
  }
}

const setup = () => {
  const session = new NotingSession();
  const answered: number[] = [];
  const broken: (number | undefined)[] = [];
  const queue = new WireQueue(
    session,
    (connection) => answered.push(connection),
    (connection) => broken.push(connection),
  );
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { session, answered, broken, queue, settled };
};

describe('the queue of the embedded database', () => {
  it('with a transaction open: lets nobody else in until it ends', async () => {
    const { session, queue, settled } = setup();
    for (const [connection, sql] of [
      [1, 'BEGIN'],
      [2, 'two'],
      [1, 'one'],
      [2, 'two again'],
      [1, 'COMMIT'],
    ] as const) {
      queue.push({ connection, bytes: query(sql) });
    }
    await settled();
    expect(session.told).to.deep.equal(['BEGIN', 'one', 'COMMIT', 'two', 'two again']);
  });

  it('with a batch that is not over: waits for its end', async () => {
    const { session, queue, settled } = setup();
    queue.push({ connection: 1, bytes: message('P', 'parse') });
    queue.push({ connection: 2, bytes: query('two') });
    queue.push({ connection: 1, bytes: message('S') });
    await settled();
    expect(session.told).to.deep.equal(['parse', 'S', 'two']);
  });

  it('with a connection closed in its transaction: rolls back, and goes on', async () => {
    const { session, queue, settled } = setup();
    queue.push({ connection: 1, bytes: query('BEGIN') });
    queue.push({ connection: 2, bytes: query('two') });
    queue.push({ connection: 1, closed: true });
    await settled();
    expect(session.told).to.deep.equal(['BEGIN', 'S', 'ROLLBACK', 'two']);
  });

  it('with a new connection: cleans the session first; with the end of one: passes nothing on', async () => {
    const { session, queue, settled } = setup();
    queue.push({ connection: 1, bytes: Buffer.from([0, 0, 0, 8, 0, 3, 0, 0]) });
    await settled();
    const told = [...session.told];
    expect(told[0]).to.equal('DISCARD ALL');
    queue.push({ connection: 1, bytes: message('X') });
    await settled();
    expect(session.told).to.deep.equal(told);
  });

  it('with a query that gets no response: reports it once, and passes nothing more on', async () => {
    const { session, answered, broken, queue, settled } = setup();
    queue.push({ connection: 1, bytes: query('CRASH') });
    queue.push({ connection: 2, bytes: query('two') });
    await settled();
    queue.push({ connection: 3, bytes: query('three') });
    await settled();
    expect(session.told).to.deep.equal(['CRASH']);
    expect(answered).to.deep.equal([]);
    expect(broken).to.deep.equal([1]);
  });

  it('with a job for the end: ends the transaction that is open, and lets nothing in between', async () => {
    const { session, queue, settled } = setup();
    queue.push({ connection: 1, bytes: query('BEGIN') });
    await settled();
    queue.push({ connection: 2, bytes: query('two') });
    queue.pushFirst(() => session.execute(query('CHECKPOINT')));
    await settled();
    expect(session.told.slice(0, 4)).to.deep.equal(['BEGIN', 'S', 'ROLLBACK', 'CHECKPOINT']);
  });
});
