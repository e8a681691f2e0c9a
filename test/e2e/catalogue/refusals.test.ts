import { expect } from 'chai';
import fc from 'fast-check';
import { useService } from '../../support/service.js';
import { runs } from '../../support/thorough.js';
import { asModerator, kinds, pointersOf } from './kinds.js';

const json = { 'content-type': 'application/json' };
const type = (contentType: string) => ({ 'content-type': contentType });

describe('refusals of the catalogue', () => {
  const service = useService();
  const { send, read, token } = asModerator(service);

  for (const { plural, minimal, full, wrong, contradictions } of kinds) {
    const list = `/${plural}`;
    const paths = async () => {
      const { id } = await service().create(plural, minimal);
      return [
        ['POST', list],
        ['PUT', `${list}/${id}`],
        ['PATCH', `${list}/${id}`],
      ] as const;
    };

    it(`writes to ${list}: with every field wrong: answer 422 and tell them all at once`, async () => {
      const draft = { ...wrong, unknown: 1, 'a/b~c': 2 };
      const expected = [...Object.keys(wrong), 'unknown', 'a~1b~0c'].map((name) => `/${name}`);
      for (const [method, path] of await paths()) {
        const { status, body } = await send(method, path, draft);
        expect([method, status, body.code]).to.deep.equal([method, 422, 'validation-failed']);
        const told = new Set(
          pointersOf(body).map((pointer) => pointer.replace(/^\/genres\/\d+$/, '/genres')),
        );
        expect([...told].sort()).to.deep.equal([...expected].sort());
      }
    });

    it(`writes to ${list}: of what is added by the service: answer 422`, async () => {
      for (const [method, path] of await paths()) {
        for (const field of ['id', 'createdAt', 'updatedAt', 'version', '__proto__', 'constructor']) {
          const { status, body } = await send(
            method,
            path,
            `{"${field}":1,${JSON.stringify(minimal).slice(1)}`,
          );
          expect([field, status, pointersOf(body)]).to.deep.equal([field, 422, [`/${field}`]]);
        }
      }
    });

    it(`writes to ${list}: of what is no object: answer 422`, async () => {
      for (const [method, path] of await paths()) {
        for (const body of ['null', '[]', '"x"', '1', 'true']) {
          expect([body, (await send(method, path, body)).status]).to.deep.equal([body, 422]);
        }
        expect((await send(method, path, undefined, json)).status).to.be.oneOf([400, 422]);
      }
    });

    for (const { draft, pointers } of contradictions) {
      it(`writes to ${list}: ${JSON.stringify(draft)}: answer 422 at ${pointers.join(' and ')}`, async () => {
        for (const [method, path] of await paths()) {
          const { status, body } = await send(method, path, draft);
          expect([status, pointersOf(body)]).to.deep.equal([422, pointers]);
        }
      });

      it(`PATCH ${list}/{id}: ${JSON.stringify(draft)} field by field: is refused where it contradicts`, async () => {
        const added = await service().create(plural, minimal);
        const answers: number[] = [];
        for (const [name, value] of Object.entries(draft)) {
          answers.push((await send('PATCH', `${list}/${added.id}`, { [name]: value })).status);
        }
        expect(answers).to.include(422);
      });
    }

    it(`POST ${list}: with any JSON for a field: answers 201 or 422, never 500`, async () => {
      const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary' }), fc.double());
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...Object.keys(full)), anything, async (name, value) => {
          const { status } = await send('POST', list, { ...minimal, [name]: value });
          expect(status).to.be.oneOf([201, 409, 422]);
        }),
        { numRuns: runs(25) },
      );
    });

    it(`POST ${list}: with hostile text or numbers: answers 422`, async () => {
      const name = JSON.stringify(Object.keys(minimal)[0]);
      for (const value of [
        '"a\\u0000b"',
        '"\\ud800"',
        '"\\udfff x"',
        '"a\\nb"',
        '1e999',
        '["x"]',
        '{"$gt":""}',
      ]) {
        expect([value, (await send('POST', list, `{${name}:${value}}`)).status]).to.deep.equal([value, 422]);
      }
    });

    it(`writes to ${list}: with malformed JSON: answer 400`, async () => {
      for (const [method, path] of await paths()) {
        for (const text of ['{', '{"a":1,}', "{'a':1}", 'NaN', '{"a":1}x', '\u00a0', '\uFEFF\uFEFF{}']) {
          const { status, body } = await send(method, path, text);
          expect([text, status, body.code]).to.deep.equal([text, 400, 'malformed-json']);
        }
      }
    });

    it(`writes to ${list}: with another content type: answer 415`, async () => {
      for (const [method, path] of await paths()) {
        const patch = method === 'PATCH' ? [] : ['application/merge-patch+json'];
        for (const contentType of [
          'text/plain',
          'application/x-www-form-urlencoded',
          'application/jsonx',
          'application/json; charset=latin1',
          ...patch,
        ]) {
          const { status, body } = await send(method, path, '{}', type(contentType));
          expect([contentType, status, body.code]).to.deep.equal([
            contentType,
            415,
            'unsupported-media-type',
          ]);
        }
        const squeezed = await send(method, path, '{}', { ...json, 'content-encoding': 'zstd-x' });
        expect(squeezed.status).to.equal(415);
      }
    });

    it(`writes to ${list}: with a body of two mebibytes: answer 413`, async () => {
      for (const [method, path] of await paths()) {
        const { status, body } = await send(method, path, { ...minimal, x: 'x'.repeat(2 * 1024 * 1024) });
        expect([status, body.code]).to.deep.equal([413, 'body-too-large']);
      }
    });

    it(`reads and writes of ${list}: that accept no JSON: answer 406 and change nothing`, async () => {
      const all = [...(await paths()), ['GET', list]] as const;
      const { total } = (await read(`${list}?count=exact`)).body.page;
      for (const [method, path] of all) {
        const body = method === 'GET' ? undefined : minimal;
        for (const accept of ['text/html', 'application/json;q=0', 'image/*']) {
          const { status, body: problem } = await send(method, path, body, { accept });
          expect([accept, status, problem.code]).to.deep.equal([accept, 406, 'not-acceptable']);
        }
        for (const accept of ['application/*', 'text/html, */*;q=0.1', 'application/json']) {
          expect((await send(method, path, body, { accept })).status).to.be.oneOf([200, 201]);
        }
      }
      expect((await read(`${list}?count=exact`)).body.page.total).to.equal(total + 3);
    });
  }

  it('POST /authors: in another encoding than UTF-8, and saying so: answers 415', async () => {
    for (const charset of ['utf-7', 'utf-16', 'utf-32le']) {
      const { status } = await send('POST', '/authors', '{}', type(`application/json; charset=${charset}`));
      expect([charset, status]).to.deep.equal([charset, 415]);
    }
  });

  it('POST /authors: with bytes that are not UTF-8: answers 400 and stores nothing', async () => {
    const { total } = (await read('/authors?count=exact')).body.page;
    const body = Buffer.from('{"name":"caf\xe9"}', 'latin1');
    const headers = { ...json, authorization: `Bearer ${token()}` };
    const answer = await fetch(`${service().url}/api/v1/authors`, { method: 'POST', headers, body });
    const problem = (await answer.json()) as { code?: string };
    expect([answer.status, problem.code]).to.deep.equal([400, 'malformed-json']);
    expect((await read('/authors?count=exact')).body.page.total).to.equal(total);
  });

  it('a problem: whatever it is about: has its type, title, instance and request id', async () => {
    const { body, headers } = await read('/movies/2147483647', { 'x-request-id': 'my-own.id_1' });
    expect(headers.get('x-request-id')).to.equal('my-own.id_1');
    expect(headers.get('content-type')).to.match(/^application\/problem\+json/);
    expect(body).to.deep.equal({
      type: 'http://service.test/problems/not-found',
      title: 'Not found',
      status: 404,
      detail: 'There is no movie 2147483647.',
      instance: '/api/v1/movies/2147483647',
      code: 'not-found',
      requestId: 'my-own.id_1',
    });
  });
});
