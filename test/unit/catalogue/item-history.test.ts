import { expect } from 'chai';
import { type Author, author } from '../../../src/core/catalogue/author.js';
import { catalogueUseCases } from '../../../src/core/catalogue/catalogue-use-cases.js';
import { readHistory } from '../../../src/core/catalogue/item-history.js';
import { mergeItems } from '../../../src/core/catalogue/merge-items.js';
import { systemInitiator as by } from '../../../src/core/shared/audit.js';
import { authorDraft } from '../../support/drafts.js';
import { MemoryUnitOfWork } from '../../support/fakes/memory-unit-of-work.js';
import { errorCode, errorOf } from '../rejections.js';

const setUp = () => {
  const work = new MemoryUnitOfWork();
  return {
    authors: work.items.authors,
    use: catalogueUseCases(author, work.items.authors, work),
    merge: mergeItems(author, work),
    history: readHistory(author, work.items.authors, work.history),
  };
};
const page = { limit: 10 };

describe('the history of an item', () => {
  it('has each change by a person: the changed fields before and after, and all fields', async () => {
    const { use, history } = setUp();
    const { id } = await use.create(authorDraft({ name: 'A. Varda' }), by);
    await use.change(id, { name: 'Agnès Varda', birthYear: 1928 }, undefined, by);
    await use.change(id, { birthYear: 1928 }, undefined, by);
    await errorOf(() => use.change(id, { name: 'X' }, [1], by));
    await use.remove(id, undefined, by);
    const whole = authorDraft({ name: 'Agnès Varda', birthYear: 1928 });
    const none = { before: {}, after: {} };
    const { items } = await history(id, page);
    expect(items.map(({ at: _, actorId, serviceAccountId, keyId, ...one }) => one)).to.deep.equal([
      { version: 3, action: 'author.removed', ...none, item: whole },
      { version: 3, action: 'author.changed', ...none, item: whole },
      {
        version: 2,
        action: 'author.changed',
        before: { name: 'A. Varda', birthYear: null },
        after: { name: 'Agnès Varda', birthYear: 1928 },
        item: whole,
      },
      { version: 1, action: 'author.created', ...none, item: authorDraft({ name: 'A. Varda' }) },
    ]);
  });

  it('restores a version by an ordinary change with its fields, which is a new version', async () => {
    const { use, history } = setUp();
    const { id } = await use.create(authorDraft({ name: 'A. Varda', sourceId: 'Q1' }), by);
    await use.change(id, { name: 'wrong', sourceId: null, biography: 'wrong' }, undefined, by);
    const first = (await history(id, page)).items.at(-1);
    const restored = await use.replace(id, first?.item as unknown as Author, [2], by);
    expect(restored).to.deep.include({ ...authorDraft({ name: 'A. Varda', sourceId: 'Q1' }), version: 3 });
  });

  it('of a merged item: is kept; without entries: empty if the item exists, else not found', async () => {
    const { authors, use, merge, history } = setUp();
    const [one, other] = [await use.create(authorDraft(), by), await use.create(authorDraft(), by)];
    await merge(one.id, other.id, undefined, by);
    expect((await history(one.id, page)).items[0]).to.include({ action: 'author.merged', version: 1 });
    expect(await errorCode(() => history(99, page))).to.equal('not-found');
    const id = (await authors.addAll([authorDraft()]))[0] as number;
    expect(await history(id, page)).to.deep.equal({ items: [], next: null });
  });
});
