import { expect } from 'chai';
import fc from 'fast-check';
import { type Searchable, searchAll } from '../../../src/core/catalogue/search-all.js';
import type { Position } from '../../../src/core/shared/page.js';
import { matchOf } from '../../../src/core/shared/search-result.js';

const item = (id: number) => ({ id, version: 1, createdAt: '', updatedAt: '' });

/** A kind whose results have these scores and the ids 1, 2, … */
const kind = (plural: string, scores: readonly number[], isComplete = true): Searchable => ({
  plural,
  search: async ({ limit, after }) => {
    const [lastScore = 2, lastId = 0] = (after ?? []) as readonly number[];
    const found = scores
      .map((score, i) => ({ score, match: matchOf(score), item: item(i + 1) }))
      .filter(({ score, item: { id } }) => score < lastScore || (score === lastScore && id > lastId));
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, isComplete, next: last && found.length > limit ? [last.score, last.item.id] : null };
  },
});

describe('search all kinds', () => {
  it('with results of several kinds: returns the best first, and equal scores in the order of the kinds', async () => {
    const kinds = [kind('authors', [0.5, 0.4]), kind('movies', [1, 0.5])];
    const { items } = await searchAll(kinds, { text: 'x', limit: 10 });
    expect(items).to.deep.equal([
      { kind: 'movies', score: 1, match: 'exact', item: item(1) },
      { kind: 'authors', score: 0.5, match: 'words', item: item(1) },
      { kind: 'movies', score: 0.5, match: 'words', item: item(2) },
      { kind: 'authors', score: 0.4, match: 'similar', item: item(2) },
    ]);
  });

  it('page by page: returns each result once, in the order of a single page', async () => {
    const someScores = fc
      .array(fc.constantFrom(1, 0.99, 0.8, 0.5, 0.2), { maxLength: 12 })
      .map((scores) => scores.sort((one, other) => other - one));
    await fc.assert(
      fc.asyncProperty(
        someScores,
        someScores,
        fc.integer({ min: 1, max: 5 }),
        async (some, others, limit) => {
          const kinds = [kind('authors', some), kind('movies', others)];
          const { items: all } = await searchAll(kinds, { text: 'x', limit: 100 });
          const read: unknown[] = [];
          for (let after: Position | null | undefined; after !== null; ) {
            const page = await searchAll(kinds, { text: 'x', limit, after });
            expect(page.items.length).to.be.at.most(limit);
            read.push(...page.items);
            after = page.next;
          }
          expect(read).to.deep.equal(all);
        },
      ),
    );
  });

  it('with several kinds: passes the same lookups to each, and new ones in the next search', async () => {
    const shared: unknown[] = [];
    const watched = (one: Searchable): Searchable => ({
      ...one,
      search: (query) => {
        shared.push(query.lookups);
        return one.search(query);
      },
    });
    const kinds = [watched(kind('authors', [])), watched(kind('movies', []))];
    for (let i = 0; i < 2; i += 1) await searchAll(kinds, { text: 'x', limit: 1 });
    const [first, second, third, fourth] = shared;
    expect(first).to.be.instanceOf(Map);
    expect([second === first, third === first, fourth === third]).to.deep.equal([true, false, true]);
  });

  it('with a kind whose search is incomplete: returns that the whole search is incomplete', async () => {
    const complete = [kind('authors', [0.5]), kind('movies', [1])];
    const query = { text: 'x', limit: 2 };
    expect((await searchAll(complete, query)).isComplete).to.equal(true);
    expect((await searchAll([...complete, kind('series', [], false)], query)).isComplete).to.equal(false);
    expect((await searchAll([], query)).isComplete).to.equal(true);
  });
});
