import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { asModerator, kinds } from './kinds.js';

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const noIds = [
  '0',
  '-1',
  'abc',
  '1.5',
  '2147483648',
  '9007199254740993',
  '1e9999',
  '%00',
  'null',
  'NaN',
  '1;2',
];

describe('items of the catalogue', () => {
  const service = useService();
  const { send, read } = asModerator(service);

  for (const { plural, isTitle, full, minimal, defaults } of kinds) {
    const item = `/${plural}/{id}`;
    const add = (draft: object = {}) => service().create(plural, { ...minimal, ...draft });
    const pathOf = ({ id }: { id: number }) => `/${plural}/${id}`;

    it(`POST /${plural}: with every field: answers 201 with the item, its place and its ETag`, async () => {
      const { id: authorId } = isTitle ? await service().author() : { id: undefined };
      const draft = isTitle ? { ...full, authorId } : full;
      const { status, body, headers } = await send('POST', `/${plural}`, draft);
      const { id, createdAt, updatedAt, ...kept } = body;
      expect([status, headers.get('location')]).to.deep.equal([201, `/api/v1/${plural}/${id}`]);
      expect(kept).to.deep.include(draft);
      expect(createdAt).to.match(time).and.to.equal(updatedAt);
      const found = await read(`/${plural}/${id}`);
      expect([found.status, found.body]).to.deep.equal([200, body]);
      expect(found.headers.get('etag'))
        .to.equal(headers.get('etag'))
        .and.to.match(/^"[^"]+"$/);
      await send('DELETE', pathOf(body));
    });

    it(`POST /${plural}: with what has to be there: fills in the rest`, async () => {
      const { id, createdAt: _, updatedAt: __, ...kept } = await add();
      expect(id).to.be.a('number');
      expect(kept).to.deep.include({ ...minimal, ...defaults });
    });

    it(`PUT ${item}: without what may be left out: resets it`, async () => {
      const added = await add(full);
      const { status, body, headers } = await send('PUT', pathOf(added), minimal);
      const { id, createdAt, updatedAt } = body;
      expect([status, headers.get('etag')]).to.deep.equal([200, '"2"']);
      expect(body).to.deep.include({ ...minimal, ...defaults, id, createdAt, updatedAt });
      expect([id, createdAt]).to.deep.equal([added.id, added.createdAt]);
      expect((await read(pathOf(added))).body).to.deep.equal(body);
    });

    it(`PATCH ${item}: one field after the other: changes that one, and null clears it`, async () => {
      let current = await add();
      for (const [name, value] of Object.entries(full)) {
        const { status, body } = await send('PATCH', pathOf(current), { [name]: value });
        expect([status, name, body]).to.deep.equal([
          200,
          name,
          { ...current, [name]: value, updatedAt: body.updatedAt },
        ]);
        current = body;
      }
      for (const name of Object.keys(defaults).filter((key) => defaults[key] === null)) {
        const { body } = await send('PATCH', pathOf(current), { [name]: null });
        expect(body).to.deep.equal({ ...current, [name]: null, updatedAt: body.updatedAt });
        current = body;
      }
      expect((await read(pathOf(current))).body).to.deep.equal(current);
    });

    it(`PATCH ${item}: as application/merge-patch+json: is taken too`, async () => {
      const added = await add();
      const headers = { 'content-type': 'application/merge-patch+json' };
      const { status, body } = await send('PATCH', pathOf(added), { imdbId: null }, headers);
      expect([status, body.imdbId]).to.deep.equal([200, null]);
    });

    it(`PATCH ${item}: with nothing, or null for what must be there: answers 422`, async () => {
      const added = await add();
      const required = Object.keys(minimal)[0] as string;
      for (const patch of [{}, { [required]: null }, null, [], 'x', 7]) {
        const { status, body } = await send('PATCH', pathOf(added), JSON.stringify(patch));
        expect([status, body.code]).to.deep.equal([422, 'validation-failed']);
      }
      expect((await read(pathOf(added))).body).to.deep.equal(added);
    });

    it(`DELETE ${item}: once and again: answers 204, then 404 like every other method`, async () => {
      const added = await add();
      await read(pathOf(added));
      const gone = await send('DELETE', pathOf(added));
      expect([gone.status, gone.text]).to.deep.equal([204, '']);
      for (const [method, body] of [
        ['GET'],
        ['HEAD'],
        ['DELETE'],
        ['PUT', minimal],
        ['PATCH', minimal],
      ] as const) {
        expect((await send(method, pathOf(added), body)).status).to.equal(404);
      }
    });

    it(`${item}: with an id that nothing can have: answers 404 to every method`, async () => {
      for (const id of noIds) {
        for (const [method, body] of [['GET'], ['DELETE'], ['PUT', minimal], ['PATCH', minimal]] as const) {
          const { status, body: problem } = await send(method, `/${plural}/${id}`, body);
          expect([id, method, status, problem.code]).to.deep.equal([id, method, 404, 'not-found']);
        }
      }
    });

    it(`${item}: with a digit of the id percent-encoded (RFC 3986 section 6.2.2.2): returns the same item`, async () => {
      const { id } = await add();
      const [first, ...rest] = String(id);
      const encoded = await read(`/${plural}/%3${first}${rest.join('')}`);
      expect([encoded.status, encoded.body.id]).to.deep.equal([200, id]);
    });

    it(`HEAD: of an item and of the list: is GET without the body`, async () => {
      const added = await add();
      for (const path of [pathOf(added), `/${plural}`, `/${plural}/2147483647`]) {
        const [head, get] = [await read(path, {}, 'HEAD'), await read(path)];
        expect([head.status, head.text]).to.deep.equal([get.status, '']);
        for (const name of ['etag', 'content-type', 'content-length', 'cache-control']) {
          expect(head.headers.get(name)).to.equal(get.headers.get(name));
        }
      }
    });

    it(`OPTIONS and unknown methods: of an item and of the list: tell what is allowed`, async () => {
      for (const [path, allow, others] of [
        [`/${plural}`, 'GET, HEAD, POST, OPTIONS', ['PUT', 'PATCH', 'DELETE']],
        [`/${plural}/1`, 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS', ['POST', 'PROPFIND']],
      ] as const) {
        const options = await read(path, {}, 'OPTIONS');
        expect([options.status, options.headers.get('allow')]).to.deep.equal([204, allow]);
        for (const method of others) {
          const { status, headers, body } = await send(method, path, undefined);
          expect([status, body.code]).to.deep.equal([405, 'method-not-allowed']);
          expect(headers.get('allow')).to.equal(allow);
        }
      }
    });

    it(`writes to /${plural}: as a guest or a user: answer 401 and 403 and change nothing`, async () => {
      const added = await add();
      const user = await service().tokenAs('user');
      for (const [method, path] of [
        ['POST', `/${plural}`],
        ['PUT', pathOf(added)],
        ['PATCH', pathOf(added)],
        ['DELETE', pathOf(added)],
      ] as const) {
        const ask = (asked?: string) =>
          service().call(method, `/api/v1${path}`, { token: asked, body: full });
        const [guest, known] = [await ask(), await ask(user)];
        expect([guest.status, guest.body.code]).to.deep.equal([401, 'unauthenticated']);
        expect([known.status, known.body.code]).to.deep.equal([403, 'forbidden']);
      }
      expect((await read(pathOf(added))).body).to.deep.equal(added);
    });
  }
});
