import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { followConnections } from '../../../src/adapters/http/drain.js';
import { openSocket, rawMessage, readToEnd } from '../../support/raw-http.js';

const keptAlive = rawMessage('POST', '/', { Connection: 'keep-alive', 'Content-Length': '0' });

describe('a server that drains:', () => {
  /** Responses that were begun. The test ends them. */
  let responses: ServerResponse[] = [];
  const start = async () => {
    responses = [];
    const server = createServer((_request, response) => responses.push(response));
    const drain = followConnections(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { server, drain, url };
  };
  const begun = async (count: number) => {
    while (responses.length < count) await new Promise(setImmediate);
  };
  const served = async (socket: Awaited<ReturnType<typeof openSocket>>, request = keptAlive) => {
    const count = responses.length;
    socket.write(request);
    await begun(count + 1);
    responses.at(-1)?.end('done');
    await once(socket, 'data');
  };
  const listens = (url: string) =>
    openSocket(url).then(
      (socket) => socket.destroy() !== undefined,
      () => false,
    );

  it('with an idle connection: responds to a request that arrives on it, with Connection: close', async () => {
    const { server, drain, url } = await start();
    const socket = await openSocket(url);
    await served(socket);
    const closed = drain({ idleMs: 60_000, deadlineMs: 60_000 });
    while (server.listening) await new Promise(setImmediate);
    expect(await listens(url)).to.equal(false);
    const reply = readToEnd(socket);
    socket.write(keptAlive);
    await begun(2);
    responses[1]?.end('done');
    expect((await reply).headers.get('connection')).to.equal('close');
    await closed;
  });

  it('with connections that stay idle: closes the used and the unused one, then is closed', async () => {
    const { drain, url } = await start();
    const [used, unused] = [await openSocket(url), await openSocket(url)];
    await served(used);
    const ends = [used, unused].map((socket) => readToEnd(socket));
    await drain({ idleMs: 1, deadlineMs: 60_000 });
    expect((await Promise.all(ends)).map(({ text }) => text)).to.deep.equal(['', '']);
  });

  it('with a request that is arriving, and one of two in a row without a response: closes neither before its response', async () => {
    const { drain, url } = await start();
    const [arriving, inARow] = [await openSocket(url), await openSocket(url)];
    await served(arriving);
    arriving.write(keptAlive.slice(0, 20));
    inARow.write(keptAlive.repeat(2));
    await begun(3);
    responses[1]?.end('first');
    await once(inARow, 'data');
    const idle = readToEnd(await openSocket(url));
    const closed = drain({ idleMs: 1, deadlineMs: 60_000 });
    await idle;
    const replies = [arriving, inARow].map((socket) => readToEnd(socket));
    responses[2]?.end('second');
    arriving.write(keptAlive.slice(20));
    await begun(4);
    responses[3]?.end('third');
    const texts = (await Promise.all(replies)).map(({ text }) => text);
    expect(texts[0]).to.include('third');
    expect(texts[1]).to.include('second');
    await closed;
  });

  it('with a request that never gets a response: is closed after the deadline', async () => {
    const { drain, url } = await start();
    const socket = await openSocket(url);
    socket.write(keptAlive);
    await begun(1);
    const end = readToEnd(socket);
    await drain({ idleMs: 1, deadlineMs: 1 });
    expect((await end).text).to.equal('');
  });
});
