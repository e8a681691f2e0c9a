import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { open } from './contracts/fixtures.js';

/** A listener where Postgres should be, which counts connections. */
const startListener = async (onConnection: (socket: Socket) => void) => {
  const counted = { all: 0, atOnce: 0, maxAtOnce: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    counted.all += 1;
    counted.atOnce += 1;
    counted.maxAtOnce = Math.max(counted.maxAtOnce, counted.atOnce);
    socket
      .on('error', () => {})
      .on('close', () => {
        sockets.delete(socket);
        counted.atOnce -= 1;
      })
      .resume();
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { counted, stop, url: `postgres://nobody@127.0.0.1:${(server.address() as AddressInfo).port}/none` };
};

describe('a pool of ten connections whose server', () => {
  it('accepts connections and never answers: is tried by three at a time, however many requests there are', async () => {
    const { counted, stop, url } = await startListener(() => {});
    const knex = open(url);
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => knex.raw('select 1')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.deep.equal([]);
    expect(counted.maxAtOnce).to.be.within(1, 3);
    stop();
    await knex.destroy();
  });

  it('closes every connection: is tried a few times, while requests fail at once', async () => {
    const { counted, stop, url } = await startListener((socket) => socket.destroy());
    const knex = open(url);
    for (let i = 0; i < 200; i += 1) {
      const failure = await knex.raw('select 1').catch((error: Error) => error);
      expect(failure).to.be.instanceOf(Error);
    }
    expect(counted.all).to.be.within(1, 50);
    stop();
    await knex.destroy();
  });
});
