import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { asModerator, kinds, pointersOf, useReferencedItems } from './kinds.js';

const json = { 'content-type': 'application/json' };
const type = (contentType: string) => ({ 'content-type': contentType });

describe('rejected writes to the catalogue:', () => {
  const service = useService();
  useReferencedItems(service);
  const { send, read, token } = asModerator(service);

  for (const { plural, minimal, wrong, contradictions } of kinds) {
    const list = `/${plural}`;
    const pathsOf = async () => {
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
      for (const [method, path] of await pathsOf()) {
        const { status, body } = await send(method, path, draft);
        expect([method, status, body.code]).to.deep.equal([method, 422, 'validation-failed']);
        const pointers = pointersOf(body).map((pointer) => pointer.replace(/^\/genres\/\d+$/, '/genres'));
        expect(new Set(pointers)).to.deep.equal(new Set(expected));
      }
    });

    for (const { draft, pointers } of contradictions)
      it(`${list} with a draft that contradicts itself: returns 422`, async () => {
        for (const [method, path] of await pathsOf()) {
          const { status, body } = await send(method, path, draft);
          expect([status, pointersOf(body)]).to.deep.equal([422, pointers]);
        }
      });
  }

  const paths = async () => {
    const { id } = await service().movie();
    return [
      ['POST', '/movies'],
      ['PUT', `/movies/${id}`],
      ['PATCH', `/movies/${id}`],
    ] as const;
  };

  it('malformed JSON, another content type or too large a body: returns 400, 415 or 413', async () => {
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
      const large = await send(method, path, { title: 'x'.repeat(2 * 1024 * 1024) });
      expect([large.status, large.body.code]).to.deep.equal([413, 'body-too-large']);
      expect((await send(method, path, undefined, json)).status).to.be.oneOf([400, 422]);
    }
  });

  it('an Accept header without JSON: returns 406 and changes nothing', async () => {
    const { total } = (await read('/movies?count=exact')).body.page;
    for (const [method, path] of [...(await paths()), ['GET', '/movies']] as const) {
      const body = method === 'GET' ? undefined : { title: 'X' };
      for (const accept of ['text/html', 'application/json;q=0']) {
        const { status, body: problem } = await send(method, path, body, { accept });
        expect([accept, status, problem.code]).to.deep.equal([accept, 406, 'not-acceptable']);
      }
      const accept = 'text/html, */*;q=0.1';
      expect((await send(method, path, body, { accept })).status).to.be.oneOf([200, 201]);
    }
    // The one that `paths` created, and one by the accepted POST.
    expect((await read('/movies?count=exact')).body.page.total).to.equal(total + 2);
  });

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
