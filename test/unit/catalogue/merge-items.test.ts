import { expect } from 'chai';
import { author } from '../../../src/core/catalogue/author.js';
import { catalogueUseCases } from '../../../src/core/catalogue/catalogue-use-cases.js';
import { maxMovedReferences, mergeItems } from '../../../src/core/catalogue/merge-items.js';
import { systemInitiator as by } from '../../../src/core/shared/audit.js';
import type { DomainError } from '../../../src/core/shared/errors.js';
import { authorDraft, movieDraft, seriesDraft } from '../../support/drafts.js';
import { MemoryUnitOfWork } from '../../support/fakes/memory-unit-of-work.js';
import { errorCode, errorOf, errorPlaces } from '../rejections.js';

/** Three authors, and a merge. */
const setUp = async () => {
  const work = new MemoryUnitOfWork();
  const { authors, movies, series } = work.items;
  const [first = 0, second = 0, third = 0] = await authors.addAll(
    ['A. Varda', 'Agnès Varda', 'Varda'].map((name) => authorDraft({ name })),
  );
  const { get, remove } = catalogueUseCases(author, authors, work);
  return {
    work,
    authors,
    movies,
    series,
    first,
    second,
    third,
    get,
    remove,
    merge: mergeItems(author, work),
  };
};

describe('merge an author', () => {
  it('into another: moves the titles, each in a new version, removes the author, and leaves one audit entry', async () => {
    const { work, movies, series, first, second, authors, merge } = await setUp();
    const moved = await movies.add(movieDraft({ authorId: first }));
    const show = await series.add(seriesDraft({ authorId: first }));
    const other = await movies.add(movieDraft({ authorId: second }));
    expect(await merge(first, second, [1], by)).to.include({ id: second, name: 'Agnès Varda', version: 1 });
    expect(await movies.find(moved.id)).to.include({ authorId: second, version: 2 });
    expect(await series.find(show.id)).to.include({ authorId: second, version: 2 });
    expect(await movies.find(other.id)).to.deep.equal(other);
    expect(await authors.find(first)).to.equal(undefined);
    const details = { into: second, movies: 1, series: 1 };
    const subject = { kind: 'author', id: first };
    expect(work.audit).to.deep.equal([{ action: 'author.merged', subject, details, by }]);
  });

  it('repeated: returns the remaining author, even with the old version, and adds no entry', async () => {
    const { work, first, second, merge } = await setUp();
    const kept = await merge(first, second, [1], by);
    expect(await merge(first, second, [1], by)).to.deep.equal(kept);
    expect(work.audit).to.have.length(1);
  });

  it('repeated into another author: is rejected with the one that it was merged into', async () => {
    const { first, second, third, merge } = await setUp();
    await merge(first, second, undefined, by);
    for (const into of [third, 7]) {
      const { code, extensions } = await errorOf(() => merge(first, into, undefined, by));
      expect([code, extensions]).to.deep.equal(['merged-elsewhere', { mergedInto: second }]);
    }
  });

  it('into itself, or into a missing author: is rejected at /into; with a stale version: is rejected', async () => {
    const { work, authors, first, second, merge } = await setUp();
    for (const [into, code] of [
      [first, 'validation-failed'],
      [7, 'author-not-found'],
    ] as const) {
      expect(await errorCode(() => merge(first, into, undefined, by))).to.equal(code);
      expect(await errorPlaces(() => merge(first, into, undefined, by))).to.deep.equal(['/into']);
    }
    expect(await errorCode(() => merge(7, second, undefined, by))).to.equal('not-found');
    expect(await errorCode(() => merge(first, second, [2], by))).to.equal('precondition-failed');
    expect(work.audit).to.be.empty;
    expect(await authors.find(first)).to.include({ id: first });
  });

  it('with the maximum number of references: moves them; over it: is rejected with the number', async () => {
    const { movies, series, first, second, merge } = await setUp();
    await movies.addAll(Array.from({ length: maxMovedReferences }, () => movieDraft({ authorId: first })));
    const { id } = await series.add(seriesDraft({ authorId: first }));
    const { code, message } = await errorOf(() => merge(first, second, undefined, by));
    expect([code, message.includes('10001')]).to.deep.equal(['too-many-references', true]);
    await series.remove(id, () => {});
    await merge(first, second, undefined, by);
    expect(movies.referrersOf(second)).to.have.length(maxMovedReferences);
  });
});

describe('read an author that was merged', () => {
  const mergedInto = async (read: () => Promise<unknown>) => {
    const { code, message, violations, extensions } = (await errorOf(read)) as DomainError;
    expect(violations).to.be.empty;
    return { code, message, ...extensions };
  };
  const notFound = (id: number, mergedInto: number) => {
    const message = `The author ${id} was merged into ${mergedInto}.`;
    return { code: 'not-found', message, mergedInto };
  };

  it('while the other author exists: not found, with the id of that one, also after a second merge', async () => {
    const { first, second, third, merge, get } = await setUp();
    await merge(first, second, undefined, by);
    expect(await mergedInto(() => get(first))).to.deep.equal(notFound(first, second));
    await merge(second, third, undefined, by);
    for (const id of [first, second])
      expect(await mergedInto(() => get(id))).to.deep.equal(notFound(id, third));
  });

  it('after the other author was removed: not found, without an id', async () => {
    const { first, second, merge, get, remove } = await setUp();
    await merge(first, second, undefined, by);
    await remove(second, undefined, by);
    expect(await mergedInto(() => get(first))).to.deep.equal({
      code: 'not-found',
      message: `There is no author ${first}.`,
    });
  });
});
