import { expect } from 'chai';
import { patched } from '../../../src/core/catalogue/external-ids.js';
import { useService } from '../../support/service.js';
import { asModerator, kinds, shown, useReferencedItems } from './kinds.js';

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('items of the catalogue:', () => {
  const service = useService();
  useReferencedItems(service);
  const { send, read } = asModerator(service);

  for (const { plural, isTitle, full, minimal, defaults } of kinds) {
    const item = `/${plural}/{id}`;
    const add = (draft: object = {}) => service().create(plural, { ...minimal, ...draft });
    const pathOf = ({ id }: { id: number }) => `/${plural}/${id}`;

    it(`POST /${plural} with every field: returns 201 with the item, its Location and its ETag`, async () => {
      const { id: authorId } = isTitle ? await service().author() : { id: undefined };
      const draft = isTitle ? { ...full, authorId } : full;
      const { status, body, headers } = await send('POST', `/${plural}`, draft);
      const { id, createdAt, updatedAt, ...kept } = body;
      expect([status, headers.get('location')]).to.deep.equal([201, `/api/v1/${plural}/${id}`]);
      expect(kept).to.deep.include(shown(draft));
      expect(createdAt).to.match(time).and.to.equal(updatedAt);
      const found = await read(`/${plural}/${id}`);
      expect([found.status, found.body, found.headers.get('etag')]).to.deep.equal([200, body, '"1"']);
      expect([headers.get('etag'), found.headers.get('cache-control')]).to.deep.equal(['"1"', 'no-cache']);
      await send('DELETE', pathOf(body));
    });

    it(`POST /${plural} and PUT ${item} with the required fields: fill in the others`, async () => {
      const { id, createdAt: _, updatedAt: __, ...kept } = await add();
      expect(id).to.be.a('number');
      expect(kept).to.deep.include({ ...minimal, ...defaults });
      const added = await add(full);
      const { status, body, headers } = await send('PUT', pathOf(added), minimal);
      expect([status, headers.get('etag')]).to.deep.equal([200, '"2"']);
      expect(body).to.deep.include({ ...minimal, ...defaults, id: added.id, createdAt: added.createdAt });
      expect((await read(pathOf(added))).body).to.deep.equal(body);
    });

    it(`PATCH ${item} with one field after the other: changes that one, and null clears it`, async () => {
      let current = await add();
      const cleared = Object.keys(defaults).filter((key) => defaults[key] === null);
      for (const [name, value] of [...Object.entries(full), ...cleared.map((key) => [key, null] as const)]) {
        const headers = { 'content-type': `application/${value === null ? 'merge-patch+' : ''}json` };
        const { status, body } = await send('PATCH', pathOf(current), { [name]: value }, headers);
        const expected = { ...patched(current, { [name]: value }), updatedAt: body.updatedAt };
        expect([status, name, body]).to.deep.equal([200, name, expected]);
        current = body;
      }
      expect((await read(pathOf(current))).body).to.deep.equal(current);
      await send('DELETE', pathOf(current));
    });

    it(`PATCH ${item} with nothing, or null for a required field: returns 422`, async () => {
      const added = await add();
      const required = Object.keys(minimal)[0] as string;
      for (const patch of [{}, { [required]: null }, null, [], 'x', 7]) {
        const { status, body } = await send('PATCH', pathOf(added), JSON.stringify(patch));
        expect([status, body.code]).to.deep.equal([422, 'validation-failed']);
      }
      expect((await read(pathOf(added))).body).to.deep.equal(added);
    });

    it(`DELETE ${item}: returns 204; that id and impossible ones: return 404 to every method`, async () => {
      const added = await add();
      await read(pathOf(added));
      const gone = await send('DELETE', pathOf(added));
      expect([gone.status, gone.text]).to.deep.equal([204, '']);
      for (const id of [added.id, 'abc', '2147483648'])
        for (const [method, body] of [
          ['GET'],
          ['HEAD'],
          ['DELETE'],
          ['PUT', minimal],
          ['PATCH', minimal],
        ] as const) {
          const response = await send(method, `/${plural}/${id}`, body);
          expect([id, method, response.status]).to.deep.equal([id, method, 404]);
          expect(response.headers.get('cache-control')).to.equal('no-store');
        }
    });
  }

  it('HEAD of an item, of a list, of an unknown item: is GET without the body', async () => {
    const { id } = await service().movie();
    for (const path of [`/movies/${id}`, '/movies?limit=1', '/movies/2147483647']) {
      const [head, get] = [await read(path, {}, 'HEAD'), await read(path)];
      expect([head.status, head.text]).to.deep.equal([get.status, '']);
      for (const name of ['etag', 'content-type', 'content-length', 'cache-control'])
        expect(head.headers.get(name)).to.equal(get.headers.get(name));
    }
  });

  it('an id with a digit percent-encoded (RFC 3986 section 6.2.2.2): returns the same item', async () => {
    const { id } = await service().movie();
    const [first, ...rest] = String(id);
    const encoded = await read(`/movies/%3${first}${rest.join('')}`);
    expect([encoded.status, encoded.body.id]).to.deep.equal([200, id]);
  });

  it('a problem: has its type, title, instance and request id', async () => {
    const { body, headers } = await read('/movies/2147483647', { 'x-request-id': 'my-own.id_1' });
    expect(headers.get('x-request-id')).to.equal('my-own.id_1');
    expect(headers.get('content-type')).to.match(/^application\/problem\+json/);
    const { detail, ...problem } = body;
    expect(detail).to.include('2147483647');
    expect(problem).to.deep.equal({
      type: 'http://service.test/problems/not-found',
      title: 'Not found',
      status: 404,
      instance: '/api/v1/movies/2147483647',
      code: 'not-found',
      requestId: 'my-own.id_1',
    });
  });
});
