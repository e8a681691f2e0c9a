import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import express from 'express';
import { errorHandler } from '../../../src/adapters/http/error-handler.js';
import { createHttpServer } from '../../../src/adapters/http/http-server.js';
import { handleParserErrors } from '../../../src/adapters/http/parser-errors.js';
import { receivedUpload } from '../../../src/adapters/http/uploads.js';
import { openSocket, rawMessage, readToEnd } from '../../support/raw-http.js';
import { silentLog } from '../../support/silent-log.js';

/** The limits of the server for all other requests: shorter than the pauses of the clients below. */
const limits = { headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 10 };
const pause = 150;

describe('the body of an upload', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  /** A server that responds with the size of the file. */
  const start = async (pace?: { windowMs: number; bytes: number }) => {
    const app = express()
      .use(async (request, response) => {
        let size = 0;
        for await (const chunk of receivedUpload(request, response, pace).chunks()) size += chunk.length;
        response.send(String(size));
      })
      .use(errorHandler('http://service.test', silentLog));
    const server = createHttpServer(limits, app);
    handleParserErrors(server, 'http://service.test', silentLog);
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return openSocket(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  };
  const head = (length: number, connection = 'close') =>
    rawMessage('PUT', '/', { Connection: connection, 'Content-Length': String(length) });

  it('that takes longer than other requests may: is received, and the next request has the usual limit', async () => {
    const socket = await start();
    socket.write(head(4, 'keep-alive'));
    for (const part of ['a', 'b', 'c', 'd']) {
      await sleep(pause);
      socket.write(part);
    }
    const [response] = await once(socket, 'data');
    expect(String(response)).to.match(/^HTTP\/1\.1 200 .*\r\n\r\n4$/s);
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n');
    expect((await readToEnd(socket)).status).to.equal(408);
  });

  it('that arrives too slowly: is 408', async () => {
    const socket = await start({ windowMs: pause, bytes: 1_000 });
    socket.write(`${head(5_000)}${'x'.repeat(999)}`);
    const { status, body } = await readToEnd(socket);
    expect([status, JSON.parse(body).code]).to.deep.equal([408, 'request-timeout']);
  });

  it('that stops: is 408 as well, also without a first byte', async () => {
    const socket = await start({ windowMs: pause, bytes: 1 });
    socket.write(head(5_000));
    expect((await readToEnd(socket)).status).to.equal(408);
  });
});
