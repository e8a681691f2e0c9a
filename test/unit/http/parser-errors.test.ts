import { once } from 'node:events';
import type { Server, ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express, { type Response } from 'express';
import { createHttpServer } from '../../../src/adapters/http/http-server.js';
import { handleParserErrors } from '../../../src/adapters/http/parser-errors.js';
import { openSocket, rawMessage, readToEnd } from '../../support/raw-http.js';
import { type LogLine, remembering } from '../../support/remembering-log.js';

const kept = rawMessage('POST', '/', { Connection: 'keep-alive', 'Content-Length': '0' });
const chunked = rawMessage('POST', '/', { Connection: 'keep-alive', 'Transfer-Encoding': 'chunked' });

describe('responses to requests that the parser rejects:', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  /** A server whose responses are ended by the test. */
  const start = async (limits: ServerOptions = {}) => {
    const responses: Response[] = [];
    const log: LogLine[] = [];
    const app = express().use((request, response) => {
      request.on('error', () => {});
      responses.push(response);
    });
    const server = createHttpServer(limits, app);
    handleParserErrors(server, 'http://service.test', remembering(log));
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    const socket = await openSocket(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const requests = async (count: number) => {
      while (responses.length < count) await new Promise(setImmediate);
    };
    return { socket, responses, requests, log, server };
  };
  const statuses = (text: string) =>
    [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

  for (const [what, message] of [
    ['a head', 'GET / HTTP/1.1\r\nHost: a\r\n'],
    ['a body', rawMessage('POST', '/', { 'Content-Length': '5' }, '{')],
  ] as const)
    it(`to ${what} that arrives too late: are 408 request-timeout`, async () => {
      const { socket } = await start({
        headersTimeout: 50,
        requestTimeout: 100,
        connectionsCheckingInterval: 20,
      });
      socket.write(message);
      const { status, body, headers } = await readToEnd(socket);
      expect([status, JSON.parse(body).code]).to.deep.equal([408, 'request-timeout']);
      expect(headers.get('connection')).to.equal('close');
    });

  it('after a request without a response yet: are sent after that response, once', async () => {
    for (const [malformed, count, logged] of [
      ['FOO\r\n\r\n', 1, ['malformed-request']],
      [`${chunked}zz\r\n`, 2, []],
    ] as const) {
      const { socket, responses, requests, log } = await start();
      const end = readToEnd(socket);
      socket.write(`${kept}${malformed}`);
      await requests(count);
      socket.write('more that is malformed\r\n\r\n');
      await new Promise(setImmediate);
      responses[0]?.send('first');
      const { text } = await end;
      expect(statuses(text)).to.deep.equal([200, 400]);
      expect(text.indexOf('first')).to.be.below(text.indexOf('malformed-request'));
      expect(log.map(({ code }) => code)).to.deep.equal(logged);
    }
  });

  it('to a malformed body, after its response has begun: are not mixed with it', async () => {
    const { socket, responses, requests, server } = await start();
    const end = readToEnd(socket);
    socket.write(chunked);
    await requests(1);
    responses[0]?.write('half and');
    const failed = once(server, 'clientError');
    socket.write('zz\r\n');
    await failed;
    responses[0]?.end(' half');
    const { text } = await end;
    expect(statuses(text)).to.deep.equal([200]);
    expect(text).to.include('half and').and.include(' half\r\n0\r\n\r\n');
  });

  it('to a client that has disconnected: are not sent, and nothing is thrown or logged', async () => {
    const { socket, requests, server, log } = await start();
    const failed = once(server, 'clientError');
    socket.write(chunked);
    await requests(1);
    socket.resetAndDestroy();
    const [{ code }] = await failed;
    expect(code).to.equal('ECONNRESET');
    expect(log).to.deep.equal([]);
  });

  it('to a client that keeps the connection open: still close it', async () => {
    const { socket, server } = await start();
    socket.allowHalfOpen = true;
    const [connection] = await new Promise<[{ destroyed: boolean }]>((resolve) => {
      server.once('clientError', (_error, connection) => resolve([connection]));
      socket.write('FOO\r\n\r\n');
    });
    socket.on('data', () => {});
    while (!connection.destroyed) await new Promise((resolve) => setTimeout(resolve, 20));
  });
});
