import { expect } from 'chai';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import type { ImportTransaction } from '../../../src/core/import/import-unit-of-work.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { refusal } from './fixtures.js';
import { by, type ImportUnderTest, key } from './import-under-test.js';

/** The contract of an ImportUnitOfWork that commits, which a dry run does not. */
export const importTransactionContract = (name: string, begin: () => Promise<ImportUnderTest>) => {
  describe(`the transactions of an import into ${name}`, () => {
    const unknownAuthor = 2 ** 31 - 1;

    it('run: with an error: stores nothing, and no audit entry', async () => {
      const { transactions, auditEntries } = await begin();
      const [sourceId, before] = [key(), await auditEntries()];
      const failing = transactions.runStep(async (transaction) => {
        await transaction.items<Movie>('movies').addAll([movieDraft({ sourceId })]);
        await transaction.writeAuditEntry({ rows: 1 });
        throw new Error('enough');
      });
      expect(await failing.catch(({ message }) => message)).to.equal('enough');
      const there = await transactions.runStep((next) =>
        next.items('movies').findByKeys(by({ sourceIds: [sourceId] })),
      );
      expect(there).to.deep.equal([]);
      expect(await auditEntries()).to.deep.equal(before);
    });

    it('writeAuditEntry: in several transactions: is one entry, with the last details', async () => {
      const { transactions, auditEntries } = await begin();
      const before = await auditEntries();
      for (const rows of [1, 2])
        await transactions.runStep((transaction) => transaction.writeAuditEntry({ rows }));
      expect(await auditEntries()).to.deep.equal([...before, { rows: 2 }]);
    });

    for (const [what, code, draft] of [
      ['an IMDb id of another item', 'imdb-id-taken', { imdbId: 'tt0000001' }],
      ['a source id of another item', 'source-id-taken', { sourceId: 'taken' }],
      ['an external id of another item', 'external-id-taken', { externalIds: { tmdb: 'taken' } }],
      ['an unknown author', 'author-not-found', { authorId: unknownAuthor }],
    ] as const) {
      it(`addAll and changeAll: with ${what}: throw ${code}`, async () => {
        const { transactions } = await begin();
        const add = (drafts: readonly Movie[]) =>
          transactions.runStep((transaction) => transaction.items<Movie>('movies').addAll(drafts));
        if (code !== 'author-not-found') await add([movieDraft(draft)]).catch(() => {});
        expect((await refusal(add([movieDraft(draft)]))).code).to.equal(code);
        const sourceId = key();
        await add([movieDraft({ sourceId })]);
        const changing = transactions.runStep(async (transaction) => {
          const movies = transaction.items<Movie>('movies');
          const items = await movies.findByKeys(by({ sourceIds: [sourceId] }));
          await movies.changeAll(items.map((item) => ({ ...item, ...draft })));
        });
        expect((await refusal(changing)).code).to.equal(code);
      });
    }

    it('findByKeys: items that people created and changed: have the time of each edit; a merge is none', async () => {
      const { transactions, movies, authors } = await begin();
      const [author, into] = [await authors.add(authorDraft()), await authors.add(authorDraft())];
      const added = await movies.add(movieDraft({ authorId: author.id, description: null, genres: [] }));
      const change = { authorId: null, description: 'D' };
      const changed = await movies.change(added.id, (current) => ({ ...current, ...change }));
      const back = await movies.change(added.id, (current) => ({ ...current, authorId: author.id }));
      await movies.change(added.id, (current) => current);
      await authors.merge(author.id, into.id, () => {});
      for (const item of [added, changed, await movies.find(added.id)])
        expect(item).to.not.have.property('edits');
      const [item] = await transactions.runStep((next) =>
        next.items<Movie>('movies').findByKeys(by({ ids: [added.id] })),
      );
      expect([item?.authorId, item?.version]).to.deep.equal([into.id, 5]);
      const [first, second, third] = [added, changed, back].map((one) => Date.parse(one?.updatedAt ?? ''));
      expect(item?.edits).to.deep.equal({
        title: first,
        runtimeMinutes: first,
        description: second,
        authorId: third,
      });
    });

    it('changeAll: twice in one transaction: stores the edits, and has a later updatedAt each time', async () => {
      const { transactions } = await begin();
      const sourceId = key();
      await transactions.runStep(async (transaction) => {
        const movies = transaction.items<Movie>('movies');
        await movies.addAll([movieDraft({ sourceId })]);
        for (const edits of [{ title: 1_796_032_968_123, genres: 2 }, {}]) {
          const [item] = await movies.findByKeys(by({ sourceIds: [sourceId] }));
          await movies.changeAll(item ? [{ ...item, edits }] : []);
          const [after] = await movies.findByKeys(by({ sourceIds: [sourceId] }));
          expect(after?.edits).to.deep.equal(edits);
          expect(Date.parse(after?.updatedAt ?? '')).to.be.above(Date.parse(item?.updatedAt ?? ''));
        }
      });
    });

    it('changeAll: of an old version: throws precondition-failed, and changes nothing', async () => {
      const { transactions } = await begin();
      const sourceIds = [key(), key()];
      const movies = <T>(work: (of: ReturnType<ImportTransaction['items']>) => Promise<T>) =>
        transactions.runStep((transaction) => work(transaction.items('movies')));
      await movies((of) => of.addAll(sourceIds.map((sourceId) => movieDraft({ sourceId }))));
      const before = await movies((of) => of.findByKeys(by({ sourceIds })));
      await movies((of) => of.changeAll(before.slice(0, 1)));
      const late = movies((of) => of.changeAll(before));
      expect((await refusal(late)).code).to.equal('precondition-failed');
      const versions = (await movies((of) => of.findByKeys(by({ sourceIds })))).map(({ version }) => version);
      expect([...versions].sort()).to.deep.equal([1, 2]);
    });
  });
};
