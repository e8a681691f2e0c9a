import { expect } from 'chai';
import fc from 'fast-check';
import { useOwnService } from '../../support/service.js';
import { asModerator, kinds } from './kinds.js';

const cursorOf = (text: string) => Buffer.from(text).toString('base64url');

describe('lists of the catalogue', () => {
  const service = useOwnService();
  const { read } = asModerator(service);

  /** Follows the links of a list from page to page. */
  const walk = async (path: string, limit: number) => {
    const pages: { id: number }[][] = [];
    let next: string | undefined = `/api/v1${path}?limit=${limit}`;
    while (next !== undefined) {
      const { body, headers } = await service().call('GET', next);
      pages.push(body.items);
      const [, linked] = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
      expect(linked === undefined).to.equal(body.page.nextCursor === null);
      if (linked !== undefined) {
        const query = new URL(linked, service().url).searchParams;
        expect([query.get('cursor'), query.get('limit')]).to.deep.equal([body.page.nextCursor, `${limit}`]);
      }
      next = linked;
    }
    return pages;
  };

  for (const { plural, minimal } of kinds) {
    describe(`of ${plural}`, () => {
      const added: { id: number }[] = [];
      before(async () => {
        const empty = await read(`/${plural}?count=exact`);
        expect(empty.body).to.deep.equal({ items: [], page: { limit: 20, nextCursor: null, total: 0 } });
        for (let i = 0; i < 23; i += 1) added.push(await service().create(plural, minimal));
      });

      it(`GET /${plural}: without parameters: answers the first twenty, uncounted`, async () => {
        const { status, body, headers } = await read(`/${plural}`);
        expect([status, body.items]).to.deep.equal([200, added.slice(0, 20)]);
        expect(body.page).to.deep.equal({ limit: 20, nextCursor: body.page.nextCursor });
        expect(headers.get('link')).to.include(`/api/v1/${plural}?`).and.to.include(body.page.nextCursor);
        expect(headers.get('etag')).to.equal(null);
      });

      it(`GET /${plural}: with count=exact: tells the total on every page`, async () => {
        const first = await read(`/${plural}?count=exact&limit=13`);
        const second = await read(`/${plural}?count=exact&limit=13&cursor=${first.body.page.nextCursor}`);
        for (const { body } of [first, second]) expect(body.page.total).to.equal(23);
        expect(second.body.page.nextCursor).to.equal(null);
        expect(second.headers.get('link')).to.equal(null);
        expect(first.headers.get('link')).to.include('count=exact');
      });

      it(`GET /${plural}: walked with any limit: gives the same list`, async () => {
        await fc.assert(
          fc.asyncProperty(fc.integer({ min: 1, max: 100 }), async (limit) => {
            const pages = await walk(`/${plural}`, limit);
            expect(pages.flat()).to.deep.equal(added);
            expect(pages.slice(0, -1).every((page) => page.length === limit)).to.equal(true);
          }),
          { numRuns: 8, examples: [[1], [22], [23], [24], [100]] },
        );
      });

      it(`GET /${plural}: with a limit or count that there is not: answers 400`, async () => {
        for (const query of [
          'limit=0',
          'limit=101',
          'limit=-1',
          'limit=1.5',
          'limit=x',
          'limit=',
          'limit=1e999',
          'count=true',
          'count=',
        ]) {
          const { status, body } = await read(`/${plural}?${query}`);
          expect([query, status, body.code]).to.deep.equal([query, 400, 'invalid-parameter']);
          expect(body.errors[0].parameter).to.equal(query.split('=')[0]);
        }
      });

      it(`GET /${plural}: with an unknown or repeated parameter: answers 400 and names each`, async () => {
        for (const [query, names] of [
          ['x=1', ['x']],
          ['limit=1&limit=2', ['limit']],
          ['limit=1&limit=1', ['limit']],
          ['count=exact&count=exact', ['count']],
          ['cursor=a&cursor=b', ['cursor']],
          ['limit[]=1', ['limit[]']],
          ['Limit=1&y=&limit=0', ['Limit', 'limit', 'y']],
          ['constructor=1', ['constructor']],
        ] as const) {
          const { status, body } = await read(`/${plural}?${query}`);
          expect([query, status, body.code]).to.deep.equal([query, 400, 'invalid-parameter']);
          const told = new Set(body.errors.map(({ parameter }: { parameter: string }) => parameter));
          expect([...told].sort()).to.deep.equal(names);
        }
      });

      it(`GET /${plural}: with a cursor of another list, or a forged one: answers 400 bad-cursor`, async () => {
        const { nextCursor } = (await read(`/${plural}?limit=1`)).body.page;
        const others = kinds
          .filter((kind) => kind.plural !== plural)
          .map((kind) => cursorOf(`${kind.plural} 1`));
        const forged = [`${nextCursor}=`, `${nextCursor}A`, nextCursor.slice(0, -2), 'x', ' ', '%00', '🎬'];
        const numbers = ['', 'x', '01', '1.5', '1e3', '-1', '0', '1 2', '3000000000', '9007199254740991'];
        const made = numbers.map((number) => cursorOf(`${plural} ${number}`));
        const cursors = [...others, ...forged, ...made];
        const answers = await Promise.all(
          cursors.map(async (cursor) => {
            const { status, body } = await read(`/${plural}?cursor=${encodeURIComponent(cursor)}`);
            return `${Buffer.from(cursor, 'base64url')} → ${status} ${body.code}`;
          }),
        );
        expect(answers.filter((answer) => !answer.endsWith(' → 400 bad-cursor'))).to.deep.equal([]);
      });

      it(`GET /${plural}: with an empty or endless cursor: answers 400`, async () => {
        for (const cursor of ['', 'A'.repeat(501)]) {
          expect((await read(`/${plural}?cursor=${cursor}`)).status).to.equal(400);
        }
      });
    });
  }

  it('GET /authors: with a parameter named __proto__: answers 400', async () => {
    expect((await read('/authors?__proto__=1')).status).to.equal(400);
  });

  describe('and what is no list', () => {
    it('parameters: on routes that have none: answer 400', async () => {
      const { id } = await service().movie();
      for (const path of [`/movies/${id}`, '/genres', `/movies/${id}/author`]) {
        const { status, body } = await read(`${path}?x=1`);
        expect([path, status, body.code]).to.deep.equal([path, 400, 'invalid-parameter']);
      }
    });
  });
});
