import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Movie, movie } from '../../../src/core/catalogue/movie.js';
import type { IdempotentRequest } from '../../../src/core/shared/idempotency.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import type { CatalogueUnderTest } from './catalogue-repository.js';
import { refusal } from './fixtures.js';

/** The contract of Idempotency. @param userIds of two accounts that exist */
export const idempotencyContract = (
  name: string,
  catalogue: () => CatalogueUnderTest,
  userIds: () => readonly [number, number],
) => {
  const aRequest = (overrides: Partial<IdempotentRequest> = {}): IdempotentRequest => ({
    userId: userIds()[0],
    key: randomUUID(),
    fingerprint: 'this request',
    ...overrides,
  });

  const addOnce = (draft: Movie, request: IdempotentRequest) =>
    catalogue().work.run(({ idempotency, catalogue }) =>
      idempotency.runOnce(request, () => catalogue(movie).add(draft)),
    );

  describe(`adding once with an idempotency key, in ${name}`, () => {
    it('the first time: is added, and is no replay', async () => {
      const { movies } = catalogue();
      const { result, isReplay } = await addOnce(movieDraft({ title: 'Vagabond' }), aRequest());
      expect([result.title, result.version, isReplay]).to.deep.equal(['Vagabond', 1, false]);
      expect(await movies.find(result.id)).to.deep.equal(result);
    });

    it('again: returns the first result, even if the item has changed since', async () => {
      const { movies } = catalogue();
      const once = aRequest();
      const { result } = await addOnce(movieDraft({ genres: ['drama', 'war'] }), once);
      await movies.change(result.id, (current) => ({ ...current, title: 'changed' }));
      for (const afterwards of [() => true, () => movies.remove(result.id, () => {})]) {
        await afterwards();
        const again = await addOnce(movieDraft(), once);
        expect(again).to.deep.equal({ result, isReplay: true });
      }
      expect(await movies.find(result.id)).to.equal(undefined);
    });

    it('with the same key for another request: is rejected, and adds nothing', async () => {
      const once = aRequest();
      const { result } = await addOnce(movieDraft(), once);
      const other = addOnce(movieDraft(), { ...once, fingerprint: 'another request' });
      expect((await refusal(other)).code).to.equal('idempotency-key-reused');
      const { result: next } = await addOnce(movieDraft(), aRequest());
      expect(next.id).to.equal(result.id + 1);
    });

    it('with the same key by another user: is added, too', async () => {
      const once = aRequest();
      const { result } = await addOnce(movieDraft(), once);
      const other = await addOnce(movieDraft(), { ...once, userId: userIds()[1] });
      expect(other.isReplay).to.equal(false);
      expect(other.result.id).to.be.above(result.id);
    });

    it('after a first time that failed: is added', async () => {
      const { authors } = catalogue();
      const once = aRequest();
      const failing = addOnce(movieDraft({ authorId: 2 ** 31 - 1 }), once);
      expect((await refusal(failing)).code).to.equal('author-not-found');
      const author = await authors.add(authorDraft());
      const { result, isReplay } = await addOnce(movieDraft({ authorId: author.id }), once);
      expect([result.authorId, isReplay]).to.deep.equal([author.id, false]);
    });

    it('ten times at once: is added once; the others are replays or idempotency-key-in-use', async () => {
      const once = aRequest();
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () =>
          addOnce(movieDraft(), once).then(
            ({ result, isReplay }) => ({ id: result.id, isReplay }),
            ({ code }) => ({ code }),
          ),
        ),
      );
      const added = outcomes.filter((outcome) => 'isReplay' in outcome && !outcome.isReplay);
      expect(added).to.have.length(1);
      const { result } = await addOnce(movieDraft(), once);
      for (const outcome of outcomes) {
        if ('id' in outcome) expect(outcome.id).to.equal(result.id);
        else expect(outcome.code).to.equal('idempotency-key-in-use');
      }
    });
  });
};
