import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect } from 'chai';
import { open } from './contracts/fixtures.js';

describe('a connection pool whose server closes every connection', () => {
  it('two hundred queries: fail at once, with at most fifty connections', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.on('error', () => {}).destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const knex = open(`postgres://nobody@127.0.0.1:${(server.address() as AddressInfo).port}/none`);
    for (let i = 0; i < 200; i += 1)
      expect(await knex.raw('select 1').catch((error: Error) => error)).to.be.instanceOf(Error);
    expect(connections).to.be.within(1, 50);
    server.close();
    await knex.destroy();
  });
});
