import { expect } from 'chai';
import fc from 'fast-check';
import { Cursors } from '../../../src/adapters/http/cursor.js';
import { type ListRequest, pageReply } from '../../../src/adapters/http/list-pages.js';
import { byId, type ListQuery } from '../../../src/core/shared/page.js';
import { errorCode, errorPlaces } from '../rejections.js';

const cursors = new Cursors(Buffer.from('a secret that all instances have'));
const rejects = async (cursor: string, scope = 'movies') => {
  expect(await errorCode(() => cursors.decode(scope, cursor)), cursor).to.equal('bad-cursor');
};
const scopes = ['movies', 'series', 'authors/1/movies', 'authors/11/movies', 'users'];
const positions = fc.oneof(
  fc.tuple(fc.nat()),
  fc.tuple(fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer()), fc.nat()),
);

describe('a cursor', () => {
  it('of any list and position: is decoded to the same, and needs no encoding in a URL', () => {
    fc.assert(
      fc.property(fc.constantFrom(...scopes), positions, (scope, position) => {
        const cursor = cursors.encode(scope, position);
        expect(cursors.decode(scope, cursor)).to.deep.equal(position);
        expect(encodeURIComponent(cursor)).to.equal(cursor);
      }),
    );
  });

  it('of another list, or made with another secret: is rejected', async () => {
    for (const scope of scopes.slice(1)) await rejects(cursors.encode(scope, [7]));
    await rejects(cursors.encode('authors/1/movies', [7]), 'authors/11/movies');
    await rejects(new Cursors(Buffer.from('another secret')).encode('movies', [7]));
  });

  it('ASVS 1.2.4, with any character changed, added or left out: is rejected', async () => {
    const cursor = cursors.encode('movies', ['cleo from 5 to 7', 1234]);
    const edit = fc.tuple(fc.nat(cursor.length), fc.nat(2), fc.string({ unit: 'binary', maxLength: 2 }));
    await fc.assert(
      fc.asyncProperty(edit, async ([at, cut, put]) => {
        const tampered = cursor.slice(0, at) + put + cursor.slice(at + cut);
        fc.pre(tampered !== cursor);
        await rejects(tampered);
      }),
    );
  });

  it('with padding, or in the other alphabet: is rejected', async () => {
    const cursor = cursors.encode('movies', [12]);
    for (const end of ['=', '==', ' ', '\n']) await rejects(`${cursor}${end}`);
    const odd = Array.from({ length: 99 }, (_, id) => cursors.encode('movies', [id])).find((one) =>
      /[-_]/.test(one),
    );
    await rejects(String(odd).replaceAll('-', '+').replaceAll('_', '/'));
  });

  it('of any text: is rejected with its parameter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await errorPlaces(() => cursors.decode('movies', text))).to.deep.equal(['cursor']);
      }),
    );
  });
});

describe('the response with a page', () => {
  const url = new URL('http://localhost/api/v1/movies?limit=1&count=exact&cursor=old');
  const byYear = { field: 'releaseYear', type: 'integer', isNullable: true, filter: 'range' } as const;
  const movies = { name: 'movies', paths: [{ by: byId }, { by: byYear }], url };
  const asked = async (query: ListRequest['query'], next: [number] | null = [7]) => {
    const requests: ListQuery[] = [];
    const reply = await pageReply(cursors, { ...movies, query }, async (request) => {
      requests.push(request);
      return { items: [{ id: 7 }], next, total: 9 };
    });
    return { reply, request: requests[0], body: reply.body as { page: { nextCursor: string } } };
  };

  it('without a cursor: is the first page, not counted; with one and count=exact: the next, counted', async () => {
    const { body, request: first } = await asked({ limit: 5 });
    expect(first).to.deep.include({ limit: 5, after: undefined, count: false, isDescending: false });
    const { request } = await asked({ limit: 5, cursor: body.page.nextCursor, count: 'exact' });
    expect(request).to.deep.include({ limit: 5, after: [7], count: true });
  });

  it('with a cursor of another order, other filters or another list: is rejected', async () => {
    const { body } = await asked({ limit: 5, sort: 'releaseYear', 'releaseYear.gte': 1990 });
    const cursor = body.page.nextCursor;
    expect((await asked({ limit: 9, cursor, sort: 'releaseYear', 'releaseYear.gte': 1990 })).request)
      .to.have.deep.property('after')
      .that.deep.equals([7]);
    for (const query of [
      { sort: '-releaseYear', 'releaseYear.gte': 1990 },
      { sort: 'releaseYear', 'releaseYear.gte': 1991 },
      { sort: 'releaseYear' },
      {},
    ]) {
      expect(await errorCode(() => asked({ limit: 5, cursor, ...query }))).to.equal('bad-cursor');
    }
    const query = { limit: 5, cursor, sort: 'releaseYear', 'releaseYear.gte': 1990 };
    const other = { ...movies, name: 'series', query };
    expect(
      await errorCode(() => pageReply(cursors, other, async () => ({ items: [], next: null }))),
    ).to.equal('bad-cursor');
  });

  it('RFC 8288: its Link repeats the query with the next cursor; the last page has none', async () => {
    const { reply, body } = await asked({ limit: 1, count: 'exact' });
    const { nextCursor } = body.page;
    expect(reply).to.deep.equal({
      status: 200,
      body: { items: [{ id: 7 }], page: { limit: 1, nextCursor, total: 9 } },
      headers: { Link: `</api/v1/movies?limit=1&count=exact&cursor=${nextCursor}>; rel="next"` },
    });
    const last = { items: [{ id: 7 }], page: { limit: 1, nextCursor: null, total: 9 } };
    expect((await asked({ limit: 1 }, null)).reply).to.deep.equal({ status: 200, body: last });
  });
});
