import { expect } from 'chai';
import { type Searchable, searchAll } from '../../../src/core/catalogue/search-all.js';

const item = (id: number) => ({ id, version: 1, createdAt: '', updatedAt: '' });

describe('search all kinds', () => {
  const calls: unknown[] = [];
  const kind = (plural: string, scores: readonly number[], isComplete = true): Searchable => ({
    plural,
    search: async (...args) => {
      calls.push(args);
      return { items: scores.map((score, i) => ({ score, item: item(i) })), isComplete };
    },
  });

  it('with results of several kinds: returns the best first, and equals in the order of the kinds', async () => {
    const { items } = await searchAll([kind('authors', [0.5, 0.4]), kind('movies', [1, 0.5])], 'x', 10);
    expect(items).to.deep.equal([
      { kind: 'movies', score: 1, item: item(0) },
      { kind: 'authors', score: 0.5, item: item(0) },
      { kind: 'movies', score: 0.5, item: item(1) },
      { kind: 'authors', score: 0.4, item: item(1) },
    ]);
  });

  it('with a limit: passes it to each kind, and returns that number', async () => {
    calls.length = 0;
    const { items } = await searchAll([kind('authors', [0.5, 0.4]), kind('movies', [1, 0.3])], 'x', 2);
    expect(items.map(({ score }) => score)).to.deep.equal([1, 0.5]);
    expect(calls).to.deep.equal([
      ['x', 2],
      ['x', 2],
    ]);
  });

  it('with a kind whose search is not complete: is not complete itself', async () => {
    const complete = [kind('authors', [0.5]), kind('movies', [1])];
    expect((await searchAll(complete, 'x', 2)).isComplete).to.equal(true);
    expect((await searchAll([...complete, kind('series', [], false)], 'x', 2)).isComplete).to.equal(false);
    expect((await searchAll([], 'x', 2)).isComplete).to.equal(true);
  });
});
