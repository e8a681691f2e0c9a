import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express, { type Express, type RequestHandler } from 'express';
import { createHttpServer } from '../../../src/adapters/http/http-server.js';

/** The response of an application to GET of a path. */
const getFrom = async (app: Express, path: string, watch: (request: object, response: object) => void) => {
  const server = createHttpServer({}, app);
  server.prependListener('request', watch).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  const reply = { status: response.status, headers: response.headers, body: await response.json() };
  server.close();
  return reply;
};

const methods: RequestHandler = (request, response) => {
  const { app, ip, path, res } = request;
  response
    .status(201)
    .set('X-By', 'Express')
    .json({ own: app === response.app && res === response && response.req === request, ip, path });
};

describe('the server for an Express application', () => {
  it('a request: before Express handles it: has the prototypes of Express', async () => {
    const app = express().get('/here', methods);
    const before: unknown[] = [];
    const { status, headers, body } = await getFrom(app, '/here', (request, response) => {
      before.push(Object.getPrototypeOf(request), Object.getPrototypeOf(response));
    });
    expect(before).to.have.lengthOf(2);
    const { request, response } = app as unknown as { request: object; response: object };
    expect(before[0]).to.equal(request).and.to.have.property('app', app);
    expect(before[1]).to.equal(response).and.to.have.property('app', app);
    expect(status).to.equal(201);
    expect(headers.get('x-by')).to.equal('Express');
    expect(body).to.deep.equal({ own: true, ip: '127.0.0.1', path: '/here' });
  });

  it('an application mounted in it: has the request and response of Express', async () => {
    const inner = express();
    const seen: unknown[] = [];
    const see: RequestHandler = ({ app }, _response, next) => {
      seen.push(app);
      next();
    };
    const app = express().use('/inner', inner.use(see)).use(see);
    const { body } = await getFrom(app.get('/inner/here', methods), '/inner/here', () => {});
    expect(seen).to.deep.equal([inner, app]);
    expect(body).to.deep.equal({ own: true, ip: '127.0.0.1', path: '/inner/here' });
  });
});
