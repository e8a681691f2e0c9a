import { expect } from 'chai';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from '../../../src/adapters/http/cursor.js';
import { maxId, pageReply, pageRequest } from '../../../src/adapters/http/schemas.js';
import { refusalCode, refusalPlaces } from '../refusal.js';

const refuse = async (cursor: string, scope = 'movies') => {
  expect(await refusalCode(() => decodeCursor(scope, cursor)), cursor).to.equal('bad-cursor');
};
const encoded = (text: string) => Buffer.from(text).toString('base64url');
const scopes = ['movies', 'series', 'authors/1/movies', 'authors/11/movies', 'users'];

describe('a cursor', () => {
  it('of any list and id: comes back as it went, and can stand in a URL as it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...scopes), fc.integer({ min: 1, max: maxId }), (scope, id) => {
        const cursor = encodeCursor(scope, id);
        expect(decodeCursor(scope, cursor)).to.equal(id);
        expect(encodeURIComponent(cursor)).to.equal(cursor);
      }),
    );
  });

  it('of another list: refuses', async () => {
    for (const scope of scopes.slice(1)) await refuse(encodeCursor(scope, 7));
    await refuse(encodeCursor('authors/1/movies', 7), 'authors/11/movies');
  });

  it('ASVS 1.2.4, with any character changed, added or left out: refuses', async () => {
    const cursor = encodeCursor('movies', 1234);
    const edit = fc.tuple(fc.nat(cursor.length), fc.nat(2), fc.string({ unit: 'binary', maxLength: 2 }));
    await fc.assert(
      fc.asyncProperty(edit, async ([at, cut, put]) => {
        const tampered = cursor.slice(0, at) + put + cursor.slice(at + cut);
        // An edit of the digits alone makes another cursor of this list, which is as good.
        fc.pre(
          !/^movies [1-9]\d*$/.test(Buffer.from(tampered, 'base64url').toString()) || /[^\w-]/.test(put),
        );
        fc.pre(tampered !== cursor);
        await refuse(tampered);
      }),
    );
  });

  const forged = [
    '',
    'movies',
    'movies ',
    'movies  7',
    'movies 7 ',
    'movies 7 8',
    ' movies 7',
    'MOVIES 7',
    'movies 07',
    'movies +7',
    'movies 7.0',
    'movies 7.5',
    'movies 7e0',
    'movies 0x7',
    'movies NaN',
    'movies Infinity',
    'movies null',
    "movies 7' or 1=1 --",
    'movies 7\0',
    'movies 9007199254740993',
    `movies ${'9'.repeat(400)}`,
  ];
  for (const text of forged) {
    it(`ASVS 1.2.4, forged as ${JSON.stringify(text.slice(0, 40))}: refuses`, () => refuse(encoded(text)));
  }

  it('ASVS 2.2.1, with an id that no item can have: refuses, since the database would choke on it', async () => {
    for (const id of [0, -1, maxId + 1, Number.MAX_SAFE_INTEGER]) await refuse(encodeCursor('movies', id));
  });

  it('with padding, or in the other alphabet: refuses', async () => {
    const cursor = encodeCursor('movies', 12);
    await refuse(`${cursor}=`);
    await refuse(`${cursor} `);
    await refuse(`${cursor}\n`);
  });

  it('of any text: is refused by its parameter, never fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await refusalPlaces(() => decodeCursor('movies', text))).to.deep.equal(['cursor']);
      }),
    );
  });
});

describe('the page that a query asks for', () => {
  it('without a cursor: the first, not counted', () => {
    const request = { limit: 20, after: undefined, count: false };
    expect(pageRequest('movies', { limit: 20 })).to.deep.equal(request);
  });

  it('with a cursor and count=exact: the one behind it, counted', () => {
    const query = { limit: 5, cursor: encodeCursor('movies', 7), count: 'exact' } as const;
    expect(pageRequest('movies', query)).to.deep.equal({ limit: 5, after: 7, count: true });
  });
});

describe('the answer with a page', () => {
  const url = new URL('http://localhost/api/v1/movies?limit=1&count=exact&cursor=old');

  it('with more behind it: its Link repeats the query with the next cursor (RFC 8288)', () => {
    const reply = pageReply('movies', { items: [{ id: 7 }], next: 7, total: 9 }, 1, url);
    const nextCursor = encodeCursor('movies', 7);
    expect(reply).to.deep.equal({
      status: 200,
      body: { items: [{ id: 7 }], page: { limit: 1, nextCursor, total: 9 } },
      headers: { Link: `</api/v1/movies?limit=1&count=exact&cursor=${nextCursor}>; rel="next"` },
    });
  });

  it('as the last one: has no Link, and null for a cursor', () => {
    const { body, headers } = pageReply('movies', { items: [], next: null }, 1, url);
    expect(headers).to.equal(undefined);
    expect(body).to.deep.equal({ items: [], page: { limit: 1, nextCursor: null, total: undefined } });
  });
});
