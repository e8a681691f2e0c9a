import { expect } from 'chai';
import { ofItem, ofKinds, removedBy } from '../../../src/core/catalogue/generations.js';

const meet = (one: readonly string[], other: readonly string[]) => one.some((name) => other.includes(name));

describe('what is forgotten when something changes', () => {
  it('an item: what tells of it, and of its kind; not of other items, or other kinds', () => {
    const removed = removedBy('movies', 7);
    expect(meet(ofItem('movies', 7), removed)).to.equal(true);
    expect(meet(ofKinds('authors', 'movies'), removed)).to.equal(true);
    expect(meet(ofItem('movies', 8), removed)).to.equal(false);
    expect(meet(ofItem('series', 7), removed)).to.equal(false);
    expect(meet(ofKinds('series'), removed)).to.equal(false);
  });

  it('so many that each may have: what tells of any of that kind', () => {
    const removed = removedBy('movies', null);
    for (const told of [ofItem('movies', 7), ofItem('movies', 8), ofKinds('movies')]) {
      expect(meet(told, removed)).to.equal(true);
    }
    expect(meet(ofItem('series', 7), removed)).to.equal(false);
  });

  it('a kind named twice: is depended on once', () => {
    expect(ofKinds('movies', 'authors', 'movies')).to.have.length(2);
  });
});
