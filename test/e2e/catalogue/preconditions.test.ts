import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { asModerator, kinds, parametersOf, useReferencedItems } from './kinds.js';

const writes = [
  ['PUT', true],
  ['PATCH', true],
  ['DELETE', false],
] as const;
const maxAge = { 'cache-control': 'max-age=0' };

describe('preconditions:', () => {
  const service = useService();
  useReferencedItems(service);
  const { send, read } = asModerator(service);

  for (const { plural, minimal } of kinds) {
    const item = `/${plural}/{id}`;
    const add = async () => `/${plural}/${(await service().create(plural, minimal)).id}`;

    it(`PUT, PATCH and DELETE ${item} with If-Match: change it if one matches; else return 412 or 400 and change nothing`, async () => {
      for (const [method, hasBody] of writes) {
        const write = (path: string, ifMatch: string) =>
          send(method, path, hasBody ? minimal : undefined, { 'if-match': ifMatch });
        const path = await add();
        const before = await read(path);
        for (const ifMatch of ['"2"', 'W/"1"']) {
          const { status, body } = await write(path, ifMatch);
          expect([method, ifMatch, status, body.code]).to.deep.equal([
            method,
            ifMatch,
            412,
            'precondition-failed',
          ]);
        }
        const malformed = await write(path, '"1');
        expect([malformed.status, parametersOf(malformed.body)]).to.deep.equal([400, ['If-Match']]);
        const after = await read(path);
        expect([after.body, after.headers.get('etag')]).to.deep.equal([before.body, '"1"']);
        expect((await write(`/${plural}/2147483647`, '"1"')).status).to.equal(404);
        expect((await write(path, 'W/"1","x", "1"')).status).to.equal(method === 'DELETE' ? 204 : 200);
      }
    });

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
      for (const ifNoneMatch of ['"1"', '"22"', '1']) {
        const { status, headers } = await read(path, { ...maxAge, 'if-none-match': ifNoneMatch });
        expect([ifNoneMatch, status, headers.get('etag')]).to.deep.equal([ifNoneMatch, 200, '"2"']);
      }
    });
  }

  it('PATCH twenty times at once with one ETag: one returns 200, the others 412', async () => {
    const path = `/movies/${(await service().movie()).id}`;
    const change = () => send('PATCH', path, { title: 'X' }, { 'if-match': '"1"' });
    const statuses = (await Promise.all(Array.from({ length: 20 }, change)))
      .map(({ status }) => status)
      .sort();
    expect(statuses).to.deep.equal([200, ...Array(19).fill(412)]);
    expect((await read(path)).headers.get('etag')).to.equal('"2"');
  });

  // fetch() adds this to every request with If-None-Match (Fetch standard, HTTP-network-or-cache fetch).
  it('GET /movies/{id} with If-None-Match and Cache-Control no-cache: returns 304 (RFC 9110 section 13.1.2)', async () => {
    const path = `/movies/${(await service().movie()).id}`;
    const headers = { 'cache-control': 'no-cache', 'if-none-match': '"1"' };
    expect((await read(path, headers)).status).to.equal(304);
  });

  it('reads without an ETag with If-None-Match: return 200', async () => {
    const { id: authorId } = await service().author();
    const { id } = await service().movie({ authorId });
    for (const path of ['/movies', `/movies/${id}/author`, `/authors/${authorId}/movies`, '/genres'])
      expect((await read(path, { ...maxAge, 'if-none-match': '"1"' })).status, path).to.equal(200);
  });
});

describe('preconditions with CATALOGUE__REQUIRE_IF_MATCH:', () => {
  const service = useService({ CATALOGUE__REQUIRE_IF_MATCH: 'true' });
  const { send, read } = asModerator(service);

  it('writes without If-Match, and a merge: return 428 and change nothing; with it: succeed', async () => {
    const [author, { id: into }] = [await service().author(), await service().author()];
    const [path, merge] = [`/movies/${(await service().movie()).id}`, `/authors/${author.id}/merge`];
    for (const [method, target, body] of [
      ['PUT', path, { title: 'X' }],
      ['PATCH', path, { title: 'X' }],
      ['DELETE', path, undefined],
      ['POST', merge, { into }],
    ] as const) {
      const { status, body: problem } = await send(method, target, body);
      expect([method, status, problem.code]).to.deep.equal([method, 428, 'precondition-required']);
    }
    expect((await read(path)).headers.get('etag')).to.equal('"1"');
    expect((await send('POST', merge, { into }, { 'if-match': '"1"' })).status).to.equal(200);
    expect((await send('PATCH', path, { title: 'X' }, { 'if-match': '"1"' })).status).to.equal(200);
    expect((await send('DELETE', path, undefined, { 'if-match': '*' })).status).to.equal(204);
  });
});
