import { expect } from 'chai';
import {
  invalidatedGenerations,
  itemGenerations,
  kindGenerations,
} from '../../../src/core/catalogue/generations.js';

const meet = (one: readonly string[], other: readonly string[]) => one.some((name) => other.includes(name));

describe('the generations that a change invalidates', () => {
  it('of an item: those of the item and its kind, not of other items or kinds', () => {
    const removed = invalidatedGenerations('movies', 7);
    expect(meet(itemGenerations('movies', 7), removed)).to.equal(true);
    expect(meet(kindGenerations('authors', 'movies'), removed)).to.equal(true);
    expect(meet(itemGenerations('movies', 8), removed)).to.equal(false);
    expect(meet(itemGenerations('series', 7), removed)).to.equal(false);
    expect(meet(kindGenerations('series'), removed)).to.equal(false);
  });

  it('of any item of a kind: those of the kind and all its items', () => {
    const removed = invalidatedGenerations('movies', null);
    for (const names of [
      itemGenerations('movies', 7),
      itemGenerations('movies', 8),
      kindGenerations('movies'),
    ]) {
      expect(meet(names, removed)).to.equal(true);
    }
    expect(meet(itemGenerations('series', 7), removed)).to.equal(false);
  });

  it('of a kind named twice: are not repeated', () => {
    expect(kindGenerations('movies', 'authors', 'movies')).to.have.length(2);
  });
});
