import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express, { type Request } from 'express';
import { addCommonHeaders } from '../../../src/adapters/http/common-headers.js';
import { createHttpServer } from '../../../src/adapters/http/http-server.js';
import { KnownUrls } from '../../../src/adapters/http/known-urls.js';
import { securityHeaders } from '../../../src/adapters/http/security-headers.js';

describe('known URLs', () => {
  const passes = async (known: KnownUrls, method: string, url: string) => {
    let hasPassed = false;
    const next = () => {
      hasPassed = true;
    };
    await known.handler({ method, url } as Request, {} as never, next);
    return hasPassed;
  };

  it('a GET request to one: is handled; other methods and URLs: pass', async () => {
    const known = new KnownUrls();
    const answered: string[] = [];
    known.remember('/films/1?a=1', async ({ url }) => {
      answered.push(url);
    });
    const passed = await Promise.all([
      passes(known, 'GET', '/films/1?a=1'),
      passes(known, 'HEAD', '/films/1?a=1'),
      passes(known, 'GET', '/films/1?a=2'),
    ]);
    expect(passed).to.deep.equal([false, true, true]);
    expect(answered).to.deep.equal(['/films/1?a=1']);
  });

  it('a rejected response: is an error of the request', async () => {
    const known = new KnownUrls();
    const error = new Error('not today');
    known.remember('/films/1', () => Promise.reject(error));
    const received = await new Promise((resolve) => {
      known.handler({ method: 'GET', url: '/films/1' } as Request, {} as never, resolve);
    });
    expect(received).to.equal(error);
  });

  it('a flood of them: the ones least recently used are forgotten, so that memory has a limit', async () => {
    const known = new KnownUrls();
    for (let i = 0; i < 20_000; i += 1) known.remember(`/films/${i}`, async () => {});
    expect(await passes(known, 'GET', '/films/0')).to.equal(true);
    expect(await passes(known, 'GET', '/films/19999')).to.equal(false);
  });
});

describe('the headers of every response', () => {
  const headersOf = async (path: string) => {
    const app = express();
    addCommonHeaders(app);
    app.use((_request, response, next) => {
      response.locals.requestId = 'request-1';
      next();
    });
    app.get('/together', (_request, response) => {
      response.writeHead(200, ['ETag', '"1"']).end('{}');
    });
    app.get('/apart', (_request, response) => {
      response.set('X-Frame-Options', 'SAMEORIGIN').writeHead(200, ['ETag', '"1"']).end('{}');
    });
    const server = createHttpServer({}, app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { headers } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
    server.close();
    return headers;
  };

  it('with all other headers at once, or none: are there, with the id of the request', async () => {
    for (const path of ['/together', '/nowhere']) {
      const headers = await headersOf(path);
      expect(headers.get('x-request-id')).to.equal('request-1');
      const others = [...securityHeaders].filter(([name]) => name !== 'Content-Security-Policy');
      for (const [name, value] of others) expect(headers.get(name), name).to.equal(value);
    }
    expect((await headersOf('/together')).get('etag')).to.equal('"1"');
  });

  it('one that was set before: is kept, beside those that are passed at once', async () => {
    const headers = await headersOf('/apart');
    expect(headers.get('x-frame-options')).to.equal('SAMEORIGIN');
    expect([headers.get('etag'), headers.get('x-content-type-options')]).to.deep.equal(['"1"', 'nosniff']);
  });
});
