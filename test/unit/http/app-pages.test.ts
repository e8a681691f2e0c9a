import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import express from 'express';
import { appPages } from '../../../src/adapters/http/app-pages.js';
import { errorHandler } from '../../../src/adapters/http/error-handler.js';
import { withRequestContext } from '../../../src/adapters/http/request-context.js';
import { silentLog } from '../../support/silent-log.js';

describe('the page at /app:', () => {
  let folder: string;
  let server: Server;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'app-'));
    const app = express().disable('etag').enable('strict routing');
    app.use(withRequestContext).use('/app', appPages(pathToFileURL(`${folder}/`)));
    app.use(errorHandler('http://service.test', silentLog));
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    const { port } = server.address() as AddressInfo;
    const sent = request({ port, path, headers, method, agent: false }).end();
    const [response] = await once(sent, 'response');
    const bytes = await buffer(response);
    return { status: response.statusCode, headers: response.headers, bytes, text: bytes.toString() };
  };
  const write = (html: string) => {
    mkdirSync(join(folder, 'assets'), { recursive: true });
    writeFileSync(join(folder, 'assets/index-1.js'), 'first()');
    writeFileSync(join(folder, '.sources'), 'hidden');
    writeFileSync(join(folder, 'index.html'), html);
  };

  it('without a build: returns 503 with a page that reloads itself; then serves the build', async () => {
    const unbuilt = await get('/app/movies');
    expect(unbuilt.status).to.equal(503);
    expect(unbuilt.headers).to.include({ refresh: '2', 'retry-after': '2', 'cache-control': 'no-store' });
    expect(unbuilt.text).to.include('being built');
    expect((await get('/app/assets/index-1.js')).status).to.equal(404);
    write('<p>built</p>');
    const { status, headers, text } = await get('/app/movies');
    expect([status, text, headers.refresh]).to.deep.equal([200, '<p>built</p>', undefined]);
  });

  it('every view: is the same file, revalidated, with a policy that allows nothing inline', async () => {
    write('<p>built</p>');
    for (const path of ['/app', '/app/', '/app/movies?sort=title', '/app/movies/12/edit']) {
      const { headers, text } = await get(path);
      expect(text).to.equal('<p>built</p>');
      expect(headers).to.include({ 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' });
      expect(headers['content-security-policy'])
        .to.match(/^default-src 'none'; script-src 'self'; style-src 'self';/)
        .and.to.not.match(/unsafe|nonce|\*|https?:|data:/);
      const again = await get(path, { 'if-none-match': headers.etag as string });
      expect([again.status, again.text]).to.deep.equal([304, '']);
    }
  });

  it('an asset: is cached for good', async () => {
    write('');
    const { headers } = await get('/app/assets/index-1.js');
    expect(headers['content-type']).to.equal('text/javascript; charset=utf-8');
    expect(headers['cache-control']).to.match(/immutable/);
  });

  it('an encoding: is the smallest one that the client accepts, has its own ETag, and is revalidated by that', async () => {
    write('');
    const tags = new Set<string>();
    for (const [accepted, encoding, unpack] of [
      ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
      ['gzip, br;q=0', 'gzip', gunzipSync],
      ['deflate', undefined, (content: Buffer) => content],
    ] as const) {
      const asked = { 'accept-encoding': accepted };
      const { headers, bytes } = await get('/app/assets/index-1.js', asked);
      expect(headers).to.include({ vary: 'Accept-Encoding' });
      expect(headers['content-encoding']).to.equal(encoding);
      expect(unpack(bytes).toString()).to.equal('first()');
      const etag = headers.etag as string;
      const again = await get('/app/assets/index-1.js', { ...asked, 'if-none-match': etag });
      expect([again.status, again.text, again.headers.etag]).to.deep.equal([304, '', etag]);
      for (const other of tags)
        expect((await get('/app/assets/index-1.js', { ...asked, 'if-none-match': other })).status).to.equal(
          200,
        );
      tags.add(etag);
    }
  });

  it('a newer build: is served from the next request on', async () => {
    write('<p>first</p>');
    expect((await get('/app')).text).to.equal('<p>first</p>');
    await new Promise((resolve) => setTimeout(resolve, 20));
    write('<p>second</p>');
    expect((await get('/app')).text).to.equal('<p>second</p>');
  });

  it('a file that is no part of the build, and another method: are rejected', async () => {
    write('');
    for (const path of ['/app/.sources', '/app/assets/none.js', '/app/../package.json', '/app/%2e%2e/x.js'])
      expect((await get(path)).status, path).to.equal(404);
    const posted = await get('/app', {}, 'POST');
    expect([posted.status, posted.headers.allow]).to.deep.equal([405, 'GET, HEAD, OPTIONS']);
  });
});
