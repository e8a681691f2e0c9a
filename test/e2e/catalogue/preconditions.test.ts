import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { asModerator, kinds } from './kinds.js';

const malformed = ['1', '"1', '"1";"2"', 'w/"1"', '*, "1"', '"a b"', "'1'"];
const writes = [
  ['PUT', true],
  ['PATCH', true],
  ['DELETE', false],
] as const;

describe('preconditions', () => {
  const service = useService();
  const { send, read } = asModerator(service);

  for (const { plural, minimal } of kinds) {
    const item = `/${plural}/{id}`;
    const add = async () => `/${plural}/${(await service().create(plural, minimal)).id}`;

    for (const [method, hasBody] of writes) {
      const write = (path: string, ifMatch: string) =>
        send(method, path, hasBody ? minimal : undefined, { 'if-match': ifMatch });

      it(`${method} ${item}: with If-Match that fits: is done`, async () => {
        for (const ifMatch of ['"1"', '*', '"7", "1"', 'W/"1","x", "1"', '"0" ,, "1",']) {
          expect([ifMatch, (await write(await add(), ifMatch)).status]).to.deep.equal([
            ifMatch,
            method === 'DELETE' ? 204 : 200,
          ]);
        }
      });

      it(`${method} ${item}: with If-Match that does not fit: answers 412 and changes nothing`, async () => {
        const path = await add();
        const before = await read(path);
        for (const ifMatch of ['"2"', 'W/"1"', '"01"', '"1.0"', '""', '"x"', '"2", W/"1"', '"99999999999"']) {
          const { status, body } = await write(path, ifMatch);
          expect([ifMatch, status, body.code]).to.deep.equal([ifMatch, 412, 'precondition-failed']);
        }
        expect((await read(path)).body).to.deep.equal(before.body);
      });

      it(`${method} ${item}: with a malformed If-Match: answers 400 and changes nothing`, async () => {
        const path = await add();
        for (const ifMatch of malformed) {
          const { status, body } = await write(path, ifMatch);
          expect([ifMatch, status, body?.code]).to.deep.equal([ifMatch, 400, 'invalid-parameter']);
          expect(body.errors[0].parameter).to.equal('If-Match');
        }
        expect((await read(path)).headers.get('etag')).to.equal('"1"');
      });

      it(`${method} ${item}: with If-Match for something that is not there: answers 404`, async () => {
        expect((await write(`/${plural}/2147483647`, '"1"')).status).to.equal(404);
      });
    }

    it(`GET and HEAD ${item}: with If-None-Match that fits: answer 304 without a body`, async () => {
      const path = await add();
      for (const method of ['GET', 'HEAD']) {
        for (const ifNoneMatch of ['"1"', 'W/"1"', '"7", "1"', '*']) {
          const headers = { 'if-none-match': ifNoneMatch, 'cache-control': 'max-age=0' };
          const { status, text, headers: answered } = await read(path, headers, method);
          expect([ifNoneMatch, status, text]).to.deep.equal([ifNoneMatch, 304, '']);
          expect(answered.get('etag')).to.equal('"1"');
          expect(answered.get('cache-control')).to.equal('no-cache');
        }
      }
    });

    it(`GET ${item}: with If-None-Match that does not fit any more: answers 200`, async () => {
      const path = await add();
      await send('PATCH', path, minimal);
      for (const ifNoneMatch of ['"1"', 'W/"1"', '"7", "1"', '"22"', '1']) {
        const headers = { 'if-none-match': ifNoneMatch, 'cache-control': 'max-age=0' };
        const { status, headers: answered } = await read(path, headers);
        expect([ifNoneMatch, status, answered.get('etag')]).to.deep.equal([ifNoneMatch, 200, '"2"']);
      }
      const gone = await read(`/${plural}/2147483647`, {
        'if-none-match': '*',
        'cache-control': 'max-age=0',
      });
      expect(gone.status).to.equal(404);
    });

    it(`PATCH ${item}: a hundred at once with one ETag: one answers 200, the others 412`, async () => {
      const path = await add();
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => send('PATCH', path, minimal, { 'if-match': '"1"' })),
      );
      const count = (status: number) => answers.filter((answer) => answer.status === status).length;
      expect([count(200), count(412)]).to.deep.equal([1, 99]);
      expect((await read(path)).headers.get('etag')).to.equal('"2"');
    });
  }

  it('PATCH /movies/{id}: with an If-Match whose tags no comma parts: answers 400', async () => {
    const path = `/movies/${(await service().movie()).id}`;
    for (const ifMatch of ['"1" "2"', '"1""2"', 'W/"2""1"']) {
      const { status } = await send('PATCH', path, { title: 'X' }, { 'if-match': ifMatch });
      expect([ifMatch, status]).to.deep.equal([ifMatch, 400]);
    }
  });

  // fetch() adds this by itself to whatever has an If-None-Match (Fetch standard, HTTP-network-or-cache fetch).
  it('GET /movies/{id}: with If-None-Match and Cache-Control no-cache: answers 304 (RFC 9110 13.1.2)', async () => {
    const path = `/movies/${(await service().movie()).id}`;
    expect((await read(path, { 'if-none-match': '"1"', 'cache-control': 'no-cache' })).status).to.equal(304);
    expect((await read(path, { 'if-none-match': '"1"' })).status).to.equal(304);
  });

  it('reads without an ETag: with If-None-Match: answer 200', async () => {
    const { id: authorId } = await service().author();
    const { id } = await service().movie({ authorId });
    for (const path of ['/movies', `/movies/${id}/author`, `/authors/${authorId}/movies`, '/genres']) {
      const headers = { 'if-none-match': '"1"', 'cache-control': 'max-age=0' };
      expect([path, (await read(path, headers)).status]).to.deep.equal([path, 200]);
    }
  });

  it('reads without an ETag: with If-None-Match *: answer as documented', async () => {
    const headers = { 'if-none-match': '*', 'cache-control': 'max-age=0' };
    for (const path of ['/movies', '/genres']) {
      expect([path, (await read(path, headers)).status]).to.deep.equal([path, 200]);
    }
  });
});

describe('preconditions that are required', () => {
  const service = useService({ CATALOGUE__REQUIRE_IF_MATCH: 'true' });
  const { send, read } = asModerator(service);

  for (const { plural, minimal } of kinds) {
    it(`writes to /${plural}/{id}: without If-Match: answer 428 and change nothing`, async () => {
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
