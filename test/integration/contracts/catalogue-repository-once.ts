import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Once } from '../../../src/core/shared/once.js';
import { movieDraft } from '../../support/drafts.js';
import type { CatalogueUnderTest } from './catalogue-repository.js';
import { by, refusal } from './fixtures.js';

/** What every CatalogueRepository promises of what is to be done once. @param userIds of two accounts that exist */
export const catalogueOnceContract = (
  name: string,
  catalogue: () => CatalogueUnderTest,
  userIds: () => readonly [number, number],
) => {
  const ask = (overrides: Partial<Once> = {}): Once => ({
    userId: userIds()[0],
    key: randomUUID(),
    fingerprint: 'this request',
    ...overrides,
  });

  describe(`what is added once to a catalogue in ${name}`, () => {
    it('the first time: is added, and told as done now', async () => {
      const { movies } = catalogue();
      const { result, isReplay } = await movies.addOnce(movieDraft({ title: 'Vagabond' }), ask(), by);
      expect([result.title, result.version, isReplay]).to.deep.equal(['Vagabond', 1, false]);
      expect(await movies.find(result.id)).to.deep.equal(result);
    });

    it('again: gives what was added, as it was then, whatever became of it', async () => {
      const { movies } = catalogue();
      const once = ask();
      const { result } = await movies.addOnce(movieDraft({ genres: ['drama', 'war'] }), once, by);
      await movies.change(result.id, (current) => ({ ...current, title: 'changed' }), by);
      for (const afterwards of [() => true, () => movies.remove(result.id, () => {}, by)]) {
        await afterwards();
        const again = await movies.addOnce(movieDraft(), once, by);
        expect(again).to.deep.equal({ result, isReplay: true });
      }
      expect(await movies.find(result.id)).to.equal(undefined);
    });

    it('with the same key for another request: is refused, and adds nothing', async () => {
      const { movies } = catalogue();
      const once = ask();
      const { result } = await movies.addOnce(movieDraft(), once, by);
      const other = movies.addOnce(movieDraft(), { ...once, fingerprint: 'another request' }, by);
      expect((await refusal(other)).code).to.equal('idempotency-key-reused');
      const { result: next } = await movies.addOnce(movieDraft(), ask(), by);
      expect(next.id).to.equal(result.id + 1);
    });

    it('with the same key by another user: is added, too', async () => {
      const { movies } = catalogue();
      const once = ask();
      const { result } = await movies.addOnce(movieDraft(), once, by);
      const other = await movies.addOnce(movieDraft(), { ...once, userId: userIds()[1] }, by);
      expect(other.isReplay).to.equal(false);
      expect(other.result.id).to.be.above(result.id);
    });

    it('after a first time that failed: is added', async () => {
      const { movies, authors } = catalogue();
      const once = ask();
      const failing = movies.addOnce(movieDraft({ authorId: 2 ** 31 - 1 }), once, by);
      expect((await refusal(failing)).code).to.equal('author-not-found');
      const author = await authors.add(
        { name: 'X', birthYear: null, deathYear: null, biography: null, imdbId: null, sourceId: null },
        by,
      );
      const { result, isReplay } = await movies.addOnce(movieDraft({ authorId: author.id }), once, by);
      expect([result.authorId, isReplay]).to.deep.equal([author.id, false]);
    });

    it('ten times at once: is added once; the others are told so, or to wait', async () => {
      const { movies } = catalogue();
      const once = ask();
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () =>
          movies.addOnce(movieDraft(), once, by).then(
            ({ result, isReplay }) => ({ id: result.id, isReplay }),
            ({ code }) => ({ code }),
          ),
        ),
      );
      const added = outcomes.filter((outcome) => 'isReplay' in outcome && !outcome.isReplay);
      expect(added).to.have.length(1);
      const { result } = await movies.addOnce(movieDraft(), once, by);
      for (const outcome of outcomes) {
        if ('id' in outcome) expect(outcome.id).to.equal(result.id);
        else expect(outcome.code).to.equal('idempotency-key-in-use');
      }
    });
  });
};
