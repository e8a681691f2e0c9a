import { expect } from 'chai';
import { judgeItem, judgePresence } from '../../../scripts/history/judge.js';
import { aMovie, movie, told } from './known-items.js';

describe('a read of an item, judged:', () => {
  const shows = (version: number, content = movie(version)) => ({ status: 200, version, content }) as const;

  it('of the state that was acknowledged: is right', () => {
    const { history, item } = aMovie(movie(1), movie(2));
    expect(judgeItem(item, history.now(), shows(2))).to.equal(undefined);
  });

  it('of the state before, begun after the acknowledgement: is stale', () => {
    const { history, item } = aMovie(movie(1), movie(2));
    const finding = judgeItem(item, history.now(), shows(1));
    expect(finding).to.include({ sort: 'stale', key: item.key });
    expect(finding?.floors[0]).to.include({ version: 2, by: 'an answer' });
  });

  it('of the state before, begun before the acknowledgement: is right', () => {
    const { history, item } = aMovie(movie(1));
    const began = history.now();
    item.attempt(1, movie(2));
    item.acknowledge(2, told, { state: movie(2) });
    expect(judgeItem(item, began, shows(1))).to.equal(undefined);
    expect(judgeItem(item, began, shows(2))).to.equal(undefined);
  });

  it('of a write that is not answered yet: may show it or not, in any order', () => {
    const { history, item } = aMovie(movie(1));
    item.attempt(1, movie(2));
    for (const version of [2, 1, 2, 1])
      expect(judgeItem(item, history.now(), shows(version))).to.equal(undefined);
  });

  it('of a write that was withdrawn: was never written', () => {
    const { history, item } = aMovie(movie(1));
    item.attempt(1, movie(2));
    item.withdraw(1, movie(2));
    expect(judgeItem(item, history.now(), shows(2))).to.include({ sort: 'never written' });
    expect(judgeItem(item, history.now(), shows(1))).to.equal(undefined);
  });

  it('of one write under the version of another: was never possible', () => {
    const { history, item } = aMovie(movie(1), movie(2));
    expect(judgeItem(item, history.now(), shows(2, movie(1)))).to.include({ sort: 'stale' });
    expect(judgeItem(item, history.now(), shows(1, movie(2)))).to.not.equal(undefined);
  });

  it('of the number of one write and a field of another: was never written', () => {
    const { history, item } = aMovie(movie(1, { authorId: 1 }), movie(2, { authorId: 2 }));
    const mixed = movie(2, { authorId: 1 });
    expect(judgeItem(item, history.now(), shows(2, mixed))).to.include({ sort: 'never written' });
  });

  it('without an ETag: is judged by what it shows', () => {
    const { history, item } = aMovie(movie(1), movie(2));
    const read = (n: number) => judgeItem(item, history.now(), { status: 200, content: movie(n) });
    expect(read(2)).to.equal(undefined);
    expect(read(1)).to.include({ sort: 'stale' });
  });

  it('with 404 for what was made: misses it', () => {
    const { history, item } = aMovie(movie(1));
    expect(judgeItem(item, history.now(), { status: 404 })).to.include({ sort: 'missing' });
  });

  it('with 404 before the making was acknowledged: is right, and so is 200', () => {
    const { history, item } = aMovie();
    item.attempt(0, movie(1));
    expect(judgeItem(item, history.now(), { status: 404 })).to.equal(undefined);
    expect(judgeItem(item, history.now(), shows(1))).to.equal(undefined);
  });

  it('of what was removed: may only be 404', () => {
    const { history, item } = aMovie(movie(1), undefined);
    expect(judgeItem(item, history.now(), { status: 404 })).to.equal(undefined);
    expect(judgeItem(item, history.now(), shows(1))).to.include({ sort: 'removed and shown' });
    expect(judgePresence(item, history.now())).to.include({ sort: 'removed and shown' });
  });

  it('of what is being removed: may be either', () => {
    const { history, item } = aMovie(movie(1));
    item.attempt(1, undefined);
    expect(judgeItem(item, history.now(), { status: 404 })).to.equal(undefined);
    expect(judgeItem(item, history.now(), shows(1))).to.equal(undefined);
    expect(judgePresence(item, history.now())).to.equal(undefined);
  });

  it('with 304 for the current ETag: is right; for a superseded one, stale; for a removed item, too', () => {
    const { history, item } = aMovie(movie(1), movie(2));
    const unchanged = (version: number) => judgeItem(item, history.now(), { status: 304, version });
    expect(unchanged(2)).to.equal(undefined);
    expect(unchanged(1)).to.include({ sort: 'stale' });
    item.attempt(2, undefined);
    item.acknowledge(3, told, { state: undefined });
    expect(unchanged(2)).to.include({ sort: 'stale' });
  });
});
