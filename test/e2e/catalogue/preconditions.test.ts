import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { asModerator, kinds, parametersOf } from './kinds.js';

const writes = [
  ['PUT', true],
  ['PATCH', true],
  ['DELETE', false],
] as const;
const maxAge = { 'cache-control': 'max-age=0' };

describe('preconditions:', () => {
  const service = useService();
  const { send, read } = asModerator(service);

  for (const { plural, minimal } of kinds) {
    const item = `/${plural}/{id}`;
    const add = async () => `/${plural}/${(await service().create(plural, minimal)).id}`;

    for (const [method, hasBody] of writes) {
      const write = (path: string, ifMatch: string) =>
        send(method, path, hasBody ? minimal : undefined, { 'if-match': ifMatch });

      it(`${method} ${item} with If-Match: changes it if one matches; else returns 412 or 400 and changes nothing`, async () => {
        const done = method === 'DELETE' ? 204 : 200;
        for (const ifMatch of ['"1"', '*', 'W/"1","x", "1"'])
          expect([ifMatch, (await write(await add(), ifMatch)).status]).to.deep.equal([ifMatch, done]);
        const path = await add();
        const before = await read(path);
        for (const ifMatch of ['"2"', 'W/"1"', '"01"', '""', '"99999999999"']) {
          const { status, body } = await write(path, ifMatch);
          expect([ifMatch, status, body.code]).to.deep.equal([ifMatch, 412, 'precondition-failed']);
        }
        for (const ifMatch of ['1', '"1', '"1" "2"', '*, "1"', 'w/"1"']) {
          const { status, body } = await write(path, ifMatch);
          expect([ifMatch, status, parametersOf(body)]).to.deep.equal([ifMatch, 400, ['If-Match']]);
        }
        const after = await read(path);
        expect([after.body, after.headers.get('etag')]).to.deep.equal([before.body, '"1"']);
        expect((await write(`/${plural}/2147483647`, '"1"')).status).to.equal(404);
      });
    }

    it(`GET and HEAD ${item} with If-None-Match: return 304 without a body while it matches`, async () => {
      const path = await add();
      for (const method of ['GET', 'HEAD'])
        for (const ifNoneMatch of ['"1"', 'W/"1"', '"7", "1"', '*']) {
          const response = await read(path, { ...maxAge, 'if-none-match': ifNoneMatch }, method);
          expect([ifNoneMatch, response.status, response.text]).to.deep.equal([ifNoneMatch, 304, '']);
          expect(response.headers.get('etag')).to.equal('"1"');
          expect(response.headers.get('cache-control')).to.equal('no-cache');
        }
      await send('PATCH', path, minimal);
      for (const ifNoneMatch of ['"1"', 'W/"1"', '"22"', '1']) {
        const { status, headers } = await read(path, { ...maxAge, 'if-none-match': ifNoneMatch });
        expect([ifNoneMatch, status, headers.get('etag')]).to.deep.equal([ifNoneMatch, 200, '"2"']);
      }
      const unknown = await read(`/${plural}/2147483647`, { ...maxAge, 'if-none-match': '*' });
      expect(unknown.status).to.equal(404);
    });

    it(`PATCH ${item} a hundred times at once with one ETag: one returns 200, the others 412`, async () => {
      const path = await add();
      const changes = Array.from({ length: 100 }, () => send('PATCH', path, minimal, { 'if-match': '"1"' }));
      const statuses = (await Promise.all(changes)).map(({ status }) => status).sort();
      expect(statuses).to.deep.equal([200, ...Array(99).fill(412)]);
      expect((await read(path)).headers.get('etag')).to.equal('"2"');
    });
  }

  // fetch() adds this by itself to whatever has an If-None-Match (Fetch standard, HTTP-network-or-cache fetch).
  it('GET /movies/{id} with If-None-Match and Cache-Control no-cache: returns 304 (RFC 9110 section 13.1.2)', async () => {
    const path = `/movies/${(await service().movie()).id}`;
    for (const headers of [{ 'cache-control': 'no-cache' }, {}])
      expect((await read(path, { ...headers, 'if-none-match': '"1"' })).status).to.equal(304);
  });

  it('reads without an ETag with If-None-Match: return 200', async () => {
    const { id: authorId } = await service().author();
    const { id } = await service().movie({ authorId });
    for (const path of ['/movies', `/movies/${id}/author`, `/authors/${authorId}/movies`, '/genres'])
      for (const ifNoneMatch of path.endsWith('s') ? ['"1"', '*'] : ['"1"'])
        expect((await read(path, { ...maxAge, 'if-none-match': ifNoneMatch })).status, path).to.equal(200);
  });
});

describe('preconditions with CATALOGUE__REQUIRE_IF_MATCH:', () => {
  const service = useService({ CATALOGUE__REQUIRE_IF_MATCH: 'true' });
  const { send, read } = asModerator(service);

  for (const { plural, minimal } of kinds) {
    it(`writes to /${plural}/{id} without If-Match: return 428 and change nothing`, async () => {
      const path = `/${plural}/${(await service().create(plural, minimal)).id}`;
      for (const [method, hasBody] of writes) {
        const { status, body } = await send(method, path, hasBody ? minimal : undefined);
        expect([method, status, body.code]).to.deep.equal([method, 428, 'precondition-required']);
      }
      expect((await read(path)).headers.get('etag')).to.equal('"1"');
      expect((await send('PATCH', path, minimal, { 'if-match': '"1"' })).status).to.equal(200);
      expect((await send('DELETE', path, undefined, { 'if-match': '"1"' })).status).to.equal(412);
      expect((await send('DELETE', path, undefined, { 'if-match': '*' })).status).to.equal(204);
    });
  }
});
