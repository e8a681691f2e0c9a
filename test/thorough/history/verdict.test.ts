import { expect } from 'chai';
import { History } from '../../../scripts/history/history.js';
import type { Content } from '../../../scripts/history/item-history.js';
import { verdictOf, type Write, type WriteAnswer } from '../../../scripts/history/verdict.js';
import { author, known, movie, told } from './known-items.js';

describe('the answer to a write:', () => {
  /** Two authors and a movie in version 1, for which a write is sent. */
  const scene = (state: Content | undefined, method: Write['method'] = 'PATCH') => {
    const history = new History();
    const authors = [1, 2].map((id) =>
      Object.assign(known(history, 'authors', `authors-${id}.1`, author(1)), { id }),
    );
    const item =
      method === 'POST'
        ? history.add('movies', 'a')
        : known(history, 'movies', 'a', movie(1, { authorId: 1 }));
    const base = item.floor.version;
    item.attempt(base, state);
    const began = history.now();
    const answered = (answer: WriteAnswer, lost = 0) => {
      const write = { item, method, base, state };
      const { verdict, findings } = verdictOf(history, write, answer, { began, lost, told });
      return [verdict, ...findings.map(({ sort }) => sort)];
    };
    return { history, item, authors, answered };
  };
  const refusal = (status: number, code: string) => ({ status, code });

  it('200 with what was sent: it is done, and acknowledged', () => {
    const { item, answered } = scene(movie(2));
    expect(answered({ status: 200, version: 2, content: movie(2) })).to.deep.equal(['done']);
    expect([item.floor.version, item.settled]).to.deep.equal([2, movie(2)]);
  });

  it('200 with another ETag or other content: is a finding', () => {
    expect(scene(movie(2)).answered({ status: 200, version: 3, content: movie(2) })[1]).to.be.a('string');
    expect(scene(movie(2)).answered({ status: 200, version: 2, content: movie(1) })[1]).to.be.a('string');
  });

  it('204: it is gone', () => {
    const { item, answered } = scene(undefined, 'DELETE');
    expect(answered({ status: 204 })).to.deep.equal(['done']);
    expect([item.floor.version, item.settled]).to.deep.equal([2, undefined]);
  });

  for (const status of [0, 503]) {
    it(`${status}: nobody knows, and nothing is acknowledged`, () => {
      const { item, answered } = scene(movie(2));
      expect(answered({ status })).to.deep.equal(['unknown']);
      expect(item.floor.version).to.equal(1);
    });
  }

  for (const status of [400, 401, 428, 500]) {
    it(`${status}: must not be`, () => {
      expect(scene(movie(2)).answered({ status, code: 'whatever' })).to.deep.equal(['unexpected']);
    });
  }

  it('412 after a lost try: that one did it', () => {
    const { item, answered } = scene(movie(2));
    expect(answered(refusal(412, 'precondition-failed'), 1)).to.deep.equal(['done']);
    expect(item.floor.version).to.equal(2);
  });

  it('412 at once: has no cause, and acknowledges nothing', () => {
    const { item, answered } = scene(movie(2));
    expect(answered(refusal(412, 'precondition-failed'))).to.deep.equal(['unknown', 'no cause']);
    expect(item.floor.version).to.equal(1);
  });

  it('412 at once, when an earlier write for the version was never settled: that one or this one', () => {
    const { item, answered } = scene(movie(3));
    item.attempt(1, movie(2));
    expect(answered(refusal(412, 'precondition-failed'))).to.deep.equal(['done']);
    expect([item.floor.version, item.isContested(2)]).to.deep.equal([2, true]);
  });

  it('404 to a repeated DELETE: it is gone', () => {
    const { item, answered } = scene(undefined, 'DELETE');
    expect(answered(refusal(404, 'not-found'), 1)).to.deep.equal(['done']);
    expect(item.settled).to.equal(undefined);
  });

  it('404 to a repeated PATCH, where nobody removes: has no cause', () => {
    expect(scene(movie(2)).answered(refusal(404, 'not-found'), 1)).to.deep.equal(['unknown', 'no cause']);
  });

  it('"taken" to a repeated POST: it was made', () => {
    const { item, answered } = scene(movie(1), 'POST');
    expect(answered(refusal(409, 'imdb-id-taken'), 1)).to.deep.equal(['done']);
    expect(item.settled).to.deep.equal(movie(1));
  });

  it('"taken" to a first POST or to a PATCH, of an id that is used once: has no cause', () => {
    const taken = refusal(409, 'imdb-id-taken');
    expect(scene(movie(1), 'POST').answered(taken)).to.deep.equal(['unknown', 'no cause']);
    expect(scene(movie(2)).answered(taken)).to.deep.equal(['refused', 'no cause']);
  });

  it('"no such author": acknowledges that they are gone; of one who stays, it has no cause', () => {
    const { authors, answered } = scene(movie(2, { authorId: 2 }));
    const answer = refusal(422, 'author-not-found');
    expect(answered(answer)).to.deep.equal(['refused', 'no cause']);
    authors[1]?.attempt(1, undefined);
    expect(answered(answer)).to.deep.equal(['refused']);
    expect(authors[1]?.settled).to.equal(undefined);
  });

  it('"author has titles": acknowledges the one move there that may have been; without any, it has no cause', () => {
    const { history, item, authors } = scene(movie(2, { authorId: 2 }));
    const [first, second] = authors;
    const answered = (removed = first) => {
      const write = { item: removed as typeof item, method: 'DELETE', base: 1, state: undefined } as const;
      const answer = refusal(409, 'author-has-titles');
      return verdictOf(history, write, answer, { began: history.now(), lost: 0, told });
    };
    expect(answered(second).verdict).to.equal('refused');
    expect(item.floor.version).to.equal(2);
    expect(answered(first).findings.map(({ sort }) => sort)).to.deep.equal(['no cause']);
  });
});
