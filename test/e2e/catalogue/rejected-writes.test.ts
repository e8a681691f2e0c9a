import { expect } from 'chai';
import fc from 'fast-check';
import { useService } from '../../support/service.js';
import { runs } from '../../support/thorough.js';
import { asModerator, kinds, pointersOf } from './kinds.js';

const json = { 'content-type': 'application/json' };
const type = (contentType: string) => ({ 'content-type': contentType });

describe('rejected writes to the catalogue:', () => {
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

    it(`${list} with every field invalid: returns 422 with all errors at once`, async () => {
      const draft = { ...wrong, unknown: 1, 'a/b~c': 2 };
      const expected = [...Object.keys(wrong), 'unknown', 'a~1b~0c'].map((name) => `/${name}`);
      for (const [method, path] of await paths()) {
        const { status, body } = await send(method, path, draft);
        expect([method, status, body.code]).to.deep.equal([method, 422, 'validation-failed']);
        const pointers = pointersOf(body).map((pointer) => pointer.replace(/^\/genres\/\d+$/, '/genres'));
        expect(new Set(pointers)).to.deep.equal(new Set(expected));
      }
    });

    it(`${list} with fields of the service, hostile text, or no object: returns 422`, async () => {
      const name = Object.keys(minimal)[0] as string;
      const given = JSON.stringify(minimal).slice(1);
      const fields = ['id', 'createdAt', 'updatedAt', 'version', '__proto__', 'constructor'];
      const values = ['"a\\u0000b"', '"\\ud800"', '"a\\nb"', '1e999', '["x"]', '{"$gt":""}'];
      for (const [method, path] of await paths())
        for (const [body, pointer] of [
          ...fields.map((field) => [`{"${field}":1,${given}`, `/${field}`] as const),
          ...values.map((value) => [`{"${name}":${value}}`, `/${name}`] as const),
          ...['null', '[]', '"x"', '1'].map((value) => [value, ''] as const),
        ]) {
          const { status, body: problem } = await send(method, path, body);
          expect([body, status, pointersOf(problem)]).to.deep.equal([body, 422, [pointer]]);
        }
    });

    for (const { draft, pointers } of contradictions)
      it(`${list} with a draft that contradicts itself: returns 422, also for a PATCH that makes it so`, async () => {
        for (const [method, path] of await paths()) {
          const { status, body } = await send(method, path, draft);
          expect([status, pointersOf(body)]).to.deep.equal([422, pointers]);
        }
        const { id } = await service().create(plural, minimal);
        const statuses: number[] = [];
        for (const [name, value] of Object.entries(draft))
          statuses.push((await send('PATCH', `${list}/${id}`, { [name]: value })).status);
        expect(statuses).to.include(422);
      });

    it(`POST ${list} with any JSON for a field: returns 201, 409 or 422`, async () => {
      const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary' }), fc.double());
      const property = fc.asyncProperty(
        fc.constantFrom(...Object.keys(full)),
        anything,
        async (name, value) => {
          expect((await send('POST', list, { ...minimal, [name]: value })).status).to.be.oneOf([
            201, 409, 422,
          ]);
        },
      );
      await fc.assert(property, { numRuns: runs(25) });
    });

    it(`${list} with malformed JSON, another content type or too large a body: returns 400, 415 or 413`, async () => {
      for (const [method, path] of await paths()) {
        for (const text of ['{', '{"a":1,}', 'NaN', '{"a":1}x', '\u00a0', '\uFEFF\uFEFF{}']) {
          const { status, body } = await send(method, path, text);
          expect([text, status, body.code]).to.deep.equal([text, 400, 'malformed-json']);
        }
        for (const headers of [
          type('text/plain'),
          type('application/jsonx'),
          type('application/json; charset=latin1'),
          type('application/json; charset=utf-16'),
          { ...json, 'content-encoding': 'zstd-x' },
          ...(method === 'PATCH' ? [] : [type('application/merge-patch+json')]),
        ]) {
          const { status, body } = await send(method, path, '{}', headers);
          expect([headers, status, body.code]).to.deep.equal([headers, 415, 'unsupported-media-type']);
        }
        const large = await send(method, path, { ...minimal, x: 'x'.repeat(2 * 1024 * 1024) });
        expect([large.status, large.body.code]).to.deep.equal([413, 'body-too-large']);
        expect((await send(method, path, undefined, json)).status).to.be.oneOf([400, 422]);
      }
    });

    it(`${list} with an Accept header without JSON: returns 406 and changes nothing`, async () => {
      const all = [...(await paths()), ['GET', list]] as const;
      const { total } = (await read(`${list}?count=exact`)).body.page;
      for (const [method, path] of all) {
        const body = method === 'GET' ? undefined : minimal;
        for (const accept of ['text/html', 'application/json;q=0', 'image/*']) {
          const { status, body: problem } = await send(method, path, body, { accept });
          expect([accept, status, problem.code]).to.deep.equal([accept, 406, 'not-acceptable']);
        }
        for (const accept of ['application/*', 'text/html, */*;q=0.1'])
          expect((await send(method, path, body, { accept })).status).to.be.oneOf([200, 201]);
      }
      expect((await read(`${list}?count=exact`)).body.page.total).to.equal(total + 2);
    });
  }

  it('POST /authors with bytes that are not UTF-8: returns 400 and stores nothing', async () => {
    const { total } = (await read('/authors?count=exact')).body.page;
    const response = await fetch(`${service().url}/api/v1/authors`, {
      method: 'POST',
      headers: { ...json, authorization: `Bearer ${token()}` },
      body: Buffer.from('{"name":"caf\xe9"}', 'latin1'),
    });
    const { code } = (await response.json()) as { code?: string };
    expect([response.status, code]).to.deep.equal([400, 'malformed-json']);
    expect((await read('/authors?count=exact')).body.page.total).to.equal(total);
  });
});
