import { expect } from 'chai';
import {
  invalidatedGenerations,
  itemGenerations,
  kindGenerations,
} from '../../../src/core/catalogue/generations.js';

const overlap = (one: readonly string[], other: readonly string[]) =>
  one.some((name) => other.includes(name));

describe('the generations that a change invalidates', () => {
  it('of an item: those of the item and its kind, not of other items or kinds', () => {
    const removed = invalidatedGenerations('movies', 7);
    expect(overlap(itemGenerations('movies', 7), removed)).to.equal(true);
    expect(overlap(kindGenerations('authors', 'movies'), removed)).to.equal(true);
    expect(overlap(itemGenerations('movies', 8), removed)).to.equal(false);
    expect(overlap(itemGenerations('series', 7), removed)).to.equal(false);
    expect(overlap(kindGenerations('series'), removed)).to.equal(false);
  });

  it('of any item of a kind: those of the kind and all its items', () => {
    const removed = invalidatedGenerations('movies', null);
    for (const names of [
      itemGenerations('movies', 7),
      itemGenerations('movies', 8),
      kindGenerations('movies'),
    ]) {
      expect(overlap(names, removed)).to.equal(true);
    }
    expect(overlap(itemGenerations('series', 7), removed)).to.equal(false);
  });

  it('of a kind named twice: are not repeated', () => {
    expect(kindGenerations('movies', 'authors', 'movies')).to.have.length(2);
  });
});
