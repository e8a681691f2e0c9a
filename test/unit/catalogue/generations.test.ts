import { expect } from 'chai';
import {
  invalidatedGenerations,
  itemGenerations,
  kindGenerations,
} from '../../../src/core/catalogue/generations.js';

const meet = (one: readonly string[], other: readonly string[]) => one.some((name) => other.includes(name));

describe('what is forgotten when something changes', () => {
  it('an item: what tells of it, and of its kind; not of other items, or other kinds', () => {
    const removed = invalidatedGenerations('movies', 7);
    expect(meet(itemGenerations('movies', 7), removed)).to.equal(true);
    expect(meet(kindGenerations('authors', 'movies'), removed)).to.equal(true);
    expect(meet(itemGenerations('movies', 8), removed)).to.equal(false);
    expect(meet(itemGenerations('series', 7), removed)).to.equal(false);
    expect(meet(kindGenerations('series'), removed)).to.equal(false);
  });

  it('so many that each may have: what tells of any of that kind', () => {
    const removed = invalidatedGenerations('movies', null);
    for (const told of [
      itemGenerations('movies', 7),
      itemGenerations('movies', 8),
      kindGenerations('movies'),
    ]) {
      expect(meet(told, removed)).to.equal(true);
    }
    expect(meet(itemGenerations('series', 7), removed)).to.equal(false);
  });

  it('a kind named twice: is depended on once', () => {
    expect(kindGenerations('movies', 'authors', 'movies')).to.have.length(2);
  });
});
