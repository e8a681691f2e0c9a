import { expect } from 'chai';
import { History } from '../../../scripts/history/history.js';
import type { Content } from '../../../scripts/history/item-history.js';
import { judgeAuthorOf, judgeCount, judgeList } from '../../../scripts/history/judge.js';
import { author, known, movie, told } from './known-items.js';

const sorts = (findings: readonly ({ readonly sort: string } | undefined)[]) =>
  findings.map((finding) => finding?.sort);

describe('a read of a list, judged:', () => {
  const ofOne = ({ authorId }: Content) => authorId === 1;

  it('with every item as it was acknowledged: is right', () => {
    const history = new History();
    const items = [
      known(history, 'movies', 'a', movie(1)),
      known(history, 'movies', 'b', movie(1), undefined),
    ];
    expect(judgeList(items, history.now(), new Map([['a', movie(1)]]))).to.deep.equal([]);
  });

  it('with an old state, without what was made, with what was removed, with a stranger: names each', () => {
    const history = new History();
    const items = [
      known(history, 'movies', 'old', movie(1), movie(2)),
      known(history, 'movies', 'made', movie(1)),
      known(history, 'movies', 'removed', movie(1), undefined),
    ];
    const shown = new Map(['old', 'removed', 'stranger'].map((key) => [key, movie(1)] as const));
    const findings = judgeList(items, history.now(), shown);
    expect(findings.map(({ key, sort }) => [key, sort])).to.deep.equal([
      ['old', 'stale'],
      ['made', 'missing'],
      ['removed', 'removed and shown'],
      ['stranger', 'never written'],
    ]);
  });

  it('begun before a write was acknowledged: may show either state', () => {
    const history = new History();
    const item = known(history, 'movies', 'a', movie(1));
    const began = history.now();
    item.attempt(1, undefined);
    item.acknowledge(2, told, { state: undefined });
    for (const shown of [new Map(), new Map([['a', movie(1)]])])
      expect(judgeList([item], began, shown)).to.deep.equal([]);
  });

  it('of one author: has what moved there, and not what moved away', () => {
    const history = new History();
    const here = known(history, 'movies', 'here', movie(1), movie(2, { authorId: 1 }));
    const gone = known(history, 'movies', 'gone', movie(1, { authorId: 1 }), movie(2, { authorId: 2 }));
    const judged = (shown: [string, Content][]) =>
      judgeList([here, gone], history.now(), new Map(shown), ofOne);
    expect(judged([['here', movie(2, { authorId: 1 })]])).to.deep.equal([]);
    expect(sorts(judged([]))).to.deep.equal(['missing']);
    const both = judged([
      ['here', movie(2, { authorId: 1 })],
      ['gone', movie(1, { authorId: 1 })],
    ]);
    expect(both.map(({ key, sort }) => [key, sort])).to.deep.equal([['gone', 'stale']]);
  });

  it('of one author, with a title that rightly says it is of another: does not belong', () => {
    const history = new History();
    const item = known(history, 'movies', 'a', movie(1, { authorId: 2 }));
    const shown = new Map([['a', movie(1, { authorId: 2 })]]);
    expect(judgeList([item], history.now(), shown, ofOne)).to.have.lengthOf(1);
  });
});

describe('a count, judged:', () => {
  const isDrama = ({ genres = [] }: Content) => genres.includes('drama');
  const drama = (n: number) => movie(n, { genres: ['drama'] });
  const judged = (history: History, count: number, began = history.now()) =>
    judgeCount(history.ofKinds('movies'), began, isDrama, { name: 'drama', count });

  it('of what is acknowledged: is exact', () => {
    const history = new History();
    known(history, 'movies', 'a', drama(1));
    known(history, 'movies', 'b', drama(1), movie(2));
    known(history, 'movies', 'c', drama(1), undefined);
    expect(sorts([0, 1, 2].map((count) => judged(history, count)))).to.deep.equal([
      'stale',
      undefined,
      'stale',
    ]);
  });

  it('while writes are unanswered: counts each or not', () => {
    const history = new History();
    known(history, 'movies', 'a', drama(1)).attempt(1, undefined);
    history.add('movies', 'b').attempt(0, drama(1));
    known(history, 'movies', 'c', drama(1));
    const sortsOf = sorts([0, 1, 2, 3, 4].map((count) => judged(history, count)));
    expect(sortsOf).to.deep.equal(['stale', undefined, undefined, undefined, 'stale']);
  });
});

describe("a read of a title's author, judged:", () => {
  const scene = () => {
    const history = new History();
    const [first, second] = [
      known(history, 'authors', 'one', author(1), author(2)),
      known(history, 'authors', 'two', author(1)),
    ];
    first.id = 1;
    second.id = 2;
    const title = known(history, 'movies', 'a', movie(1, { authorId: 1 }), movie(2, { authorId: 2 }));
    const judged = (answer: Parameters<typeof judgeAuthorOf>[3], began = history.now()) =>
      judgeAuthorOf(title, [first, second], began, answer)?.sort;
    return { history, first, second, title, judged };
  };

  it('with the author it has, as they are: is right', () => {
    expect(scene().judged({ status: 200, id: 2, content: author(1) })).to.equal(undefined);
  });

  it('with the author of before: is stale', () => {
    expect(scene().judged({ status: 200, id: 1, content: author(2) })).to.equal('stale');
  });

  it('with the right author under an old name: is stale', () => {
    const { second, judged } = scene();
    second.attempt(1, author(2));
    expect(judged({ status: 200, id: 2, content: author(1) })).to.equal(undefined);
    second.acknowledge(2, told, { state: author(2) });
    expect(judged({ status: 200, id: 2, content: author(1) })).to.equal('stale');
  });

  it('with no author: misses them, unless the title may have none', () => {
    const { title, judged } = scene();
    expect(judged({ status: 404 })).to.equal('missing');
    title.attempt(2, movie(3));
    expect(judged({ status: 404 })).to.equal(undefined);
  });

  it('with no author, of a title that was moved away from one who was then removed: is right', () => {
    const { history, first, title, judged } = scene();
    title.attempt(2, movie(3, { authorId: 1 }));
    const began = history.now();
    first.attempt(2, undefined);
    expect(judged({ status: 404 }, began)).to.equal(undefined);
  });
});
