import { expect } from 'chai';
import { History, learn } from '../../../scripts/history/history.js';
import { judgeItem } from '../../../scripts/history/judge.js';
import { aMovie, author, known, movie, told } from './known-items.js';

describe('the history of an item:', () => {
  const shows = (version: number, n: number) => ({ status: 200, version, content: movie(n) }) as const;

  it('a write refused after a lost try, and another for the same version: either may be true until one is known', () => {
    const { history, item } = aMovie(movie(1));
    item.attempt(1, movie(2));
    item.attempt(1, movie(3));
    // 412: one of them has happened.
    item.acknowledge(2, told);
    expect(item.isContested(2)).to.equal(true);
    for (const n of [2, 3]) expect(judgeItem(item, history.now(), shows(2, n))).to.equal(undefined);
    expect(judgeItem(item, history.now(), shows(1, 1))).to.include({ sort: 'stale' });
    item.acknowledge(2, told, { state: movie(2) });
    expect(item.isContested(2)).to.equal(false);
    expect(item.settled).to.deep.equal(movie(2));
    expect(judgeItem(item, history.now(), shows(2, 3))).to.include({ sort: 'never written' });
  });

  it('a withdrawn write beside one that may have happened: leaves that one', () => {
    const { item } = aMovie(movie(1));
    item.attempt(1, movie(2));
    item.attempt(1, movie(3));
    item.withdraw(1, movie(3));
    expect([item.mayBe(2, movie(2)), item.mayBe(2, movie(3))]).to.deep.equal([true, false]);
  });

  it('an acknowledgement of a version that nobody wrote: is a mistake of the check', () => {
    const { item } = aMovie(movie(1));
    expect(() => item.acknowledge(2, told)).to.throw('cannot be at version 2');
  });

  it('what is known at a moment: is what was acknowledged before it', () => {
    const { history, item } = aMovie();
    const before = history.now();
    item.attempt(0, movie(1));
    item.acknowledge(1, told);
    expect([item.floorAt(before).version, item.floorAt(history.now()).version]).to.deep.equal([0, 1]);
  });
});

describe('an answer that speaks of others:', () => {
  const taken = (state: { imdbId: string | null } | undefined) => state?.imdbId === 'tt7';

  it('"taken", of an id that one unanswered write sets: acknowledges that write', () => {
    const { history, item } = aMovie(movie(1));
    known(history, 'movies', 'movies-2.1', movie(1));
    const began = history.now();
    item.attempt(1, movie(2, { imdbId: 'tt7' }));
    expect(learn(history.ofKinds('movies'), began, taken, told)).to.equal(undefined);
    const read = { status: 200, version: 1, content: movie(1) } as const;
    expect(judgeItem(item, history.now(), read)).to.include({ sort: 'stale' });
  });

  it('"taken", of an id that an item had all along: acknowledges nothing new', () => {
    const { history, item } = aMovie(movie(1, { imdbId: 'tt7' }));
    item.attempt(1, movie(2, { imdbId: 'tt7' }));
    learn([item], history.now(), taken, told);
    expect(item.floor.version).to.equal(1);
  });

  it('"taken", of an id that two may have: acknowledges neither', () => {
    const { history, item } = aMovie(movie(1));
    const other = known(history, 'movies', 'movies-2.1', movie(1));
    for (const each of [item, other]) each.attempt(1, movie(2, { imdbId: 'tt7' }));
    expect(learn([item, other], history.now(), taken, told)).to.equal(undefined);
    expect([item.floor.version, other.floor.version]).to.deep.equal([1, 1]);
  });

  it('"taken", of an id that nobody can have: has no cause', () => {
    const { history, item } = aMovie(movie(1));
    expect(learn([item], history.now(), taken, told)).to.include({ sort: 'no cause' });
  });

  it('"taken", of an id that was given away meanwhile: has a cause, which the read began before', () => {
    const { history, item } = aMovie(movie(1, { imdbId: 'tt7' }));
    const began = history.now();
    item.attempt(1, movie(2));
    item.acknowledge(2, told, { state: movie(2) });
    expect(learn([item], began, taken, told)).to.equal(undefined);
    expect(learn([item], history.now(), taken, told)).to.include({ sort: 'no cause' });
  });

  it('"no such author", of one that is being removed: acknowledges the removal', () => {
    const history = new History();
    const item = known(history, 'authors', 'authors-3.1', author(1));
    const began = history.now();
    item.attempt(1, undefined);
    learn([item], began, (state) => state === undefined, told);
    const read = { status: 200, version: 1, content: author(1) } as const;
    expect(judgeItem(item, history.now(), read)).to.include({ sort: 'removed and shown' });
  });
});
