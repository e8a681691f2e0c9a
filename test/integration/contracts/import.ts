import { expect } from 'chai';
import type { Author } from '../../../src/core/catalogue/author.js';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import type { ImportTransaction, ImportUnitOfWork, KnownBy } from '../../../src/core/import/import-ports.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { refusal } from './fixtures.js';

export interface ImportUnderTest {
  readonly transactions: ImportUnitOfWork;
  /** What the audit trail tells of imports: the details of each entry. */
  told(): Promise<readonly unknown[]>;
}

let serial = 0;
const key = () => {
  serial += 1;
  return String(7_000_000 + serial);
};
const by = (overrides: Partial<KnownBy>): KnownBy => ({ imdbIds: [], sourceIds: [], ids: [], ...overrides });
const oddText = '\\N \\ " \' {x} , NULL $1 ? \t\n é 👩‍👧';

/** What every ImportUnitOfWork promises. */
export const importContract = (name: string, begin: () => Promise<ImportUnderTest>) => {
  describe(`an import into ${name}`, () => {
    const run = async <T>(work: (transaction: ImportTransaction) => Promise<T>): Promise<T> =>
      (await begin()).transactions.runStep(work);
    const movies = (transaction: ImportTransaction) => transaction.items<Movie>('movies');
    const authors = (transaction: ImportTransaction) => transaction.items<Author>('authors');

    it('addAll: many drafts: are known by each of their keys and their ids, whole, once', async () => {
      const [imdb, source] = [`tt${key()}`, key()];
      const drafts = [
        movieDraft({ imdbId: imdb, description: oddText, genres: ['war', 'drama'], releaseYear: 1999 }),
        movieDraft({ sourceId: source, runtimeMinutes: null }),
      ];
      await run(async (transaction) => {
        const ids = await movies(transaction).addAll(drafts);
        const found = await movies(transaction).known(by({ imdbIds: [imdb], sourceIds: [source], ids }));
        const sorted = [...found].sort((a, b) => a.id - b.id);
        expect(sorted.map(({ id }) => id)).to.deep.equal(ids);
        for (const [i, { id, version, createdAt, updatedAt, ...draft }] of sorted.entries()) {
          expect(draft).to.deep.equal(drafts[i]);
          expect([version, updatedAt]).to.deep.equal([1, createdAt]);
        }
        expect(await movies(transaction).known(by({ imdbIds: [imdb] }))).to.have.length(1);
        expect(await movies(transaction).known(by({}))).to.deep.equal([]);
      });
    });

    it('addAll and changeAll: of none: do nothing', async () => {
      await run(async (transaction) => {
        expect(await movies(transaction).addAll([])).to.deep.equal([]);
        await movies(transaction).changeAll([]);
      });
    });

    it('changeAll: of what is unchanged since: stores each, with the next version', async () => {
      await run(async (transaction) => {
        const { addAll, changeAll, known } = bound(movies(transaction));
        const ids = await addAll([movieDraft({ sourceId: key() }), movieDraft({ sourceId: key() })]);
        const before = [...(await known(by({ ids })))].sort((a, b) => a.id - b.id);
        await changeAll(before.map((item, i) => ({ ...item, title: `${i}`, genres: ['news'] })));
        const after = [...(await known(by({ ids })))].sort((a, b) => a.id - b.id);
        expect(after.map(({ updatedAt, ...item }) => item)).to.deep.equal(
          before.map(({ updatedAt, ...item }, i) => ({
            ...item,
            title: `${i}`,
            genres: ['news'],
            version: 2,
          })),
        );
      });
    });

    it('authors named: finds of each name the eldest, called exactly so', async () => {
      const name = `Ñame ${key()}`;
      await run(async (transaction) => {
        const ids = await authors(transaction).addAll([
          authorDraft({ name }),
          authorDraft({ name }),
          authorDraft({ name: name.toLowerCase() }),
        ]);
        const found = await transaction.items<Author>('authors').named([name, 'nobody is called so'], 'name');
        expect(found.map(({ id }) => id)).to.deep.equal([Math.min(...ids.slice(0, 2))]);
        expect(await transaction.items('authors').named([], 'name')).to.deep.equal([]);
      });
    });
  });
};

const bound = <T extends ReturnType<ImportTransaction['items']>>(repository: T) => ({
  addAll: repository.addAll.bind(repository) as T['addAll'],
  changeAll: repository.changeAll.bind(repository) as T['changeAll'],
  known: repository.known.bind(repository) as T['known'],
});

/** What those promise that write for good: not a dry run. */
export const importTransactionContract = (name: string, begin: () => Promise<ImportUnderTest>) => {
  describe(`the transactions of an import into ${name}`, () => {
    const unknownAuthor = 2 ** 31 - 1;

    it('run: that fails: leaves nothing, and tells nothing', async () => {
      const { transactions, told } = await begin();
      const [sourceId, before] = [key(), await told()];
      const failing = transactions.runStep(async (transaction) => {
        await transaction.items<Movie>('movies').addAll([movieDraft({ sourceId })]);
        await transaction.tell({ rows: 1 });
        throw new Error('enough');
      });
      expect(await failing.catch(({ message }) => message)).to.equal('enough');
      const there = await transactions.runStep((next) =>
        next.items('movies').known(by({ sourceIds: [sourceId] })),
      );
      expect(there).to.deep.equal([]);
      expect(await told()).to.deep.equal(before);
    });

    it('tell: in one transaction after another: is one entry, as told last', async () => {
      const { transactions, told } = await begin();
      const before = await told();
      for (const rows of [1, 2]) await transactions.runStep((transaction) => transaction.tell({ rows }));
      expect(await told()).to.deep.equal([...before, { rows: 2 }]);
    });

    for (const [what, code, draft] of [
      ['an IMDb id that is taken', 'imdb-id-taken', { imdbId: 'tt0000001' }],
      ['a source id that is taken', 'source-id-taken', { sourceId: 'taken' }],
      ['an author that there is not', 'author-not-found', { authorId: unknownAuthor }],
    ] as const) {
      it(`addAll and changeAll: with ${what}: say so`, async () => {
        const { transactions } = await begin();
        const add = (drafts: readonly Movie[]) =>
          transactions.runStep((transaction) => transaction.items<Movie>('movies').addAll(drafts));
        if (code !== 'author-not-found') await add([movieDraft(draft)]).catch(() => {});
        expect((await refusal(add([movieDraft(draft)]))).code).to.equal(code);
        const sourceId = key();
        await add([movieDraft({ sourceId })]);
        const changing = transactions.runStep(async (transaction) => {
          const movies = transaction.items<Movie>('movies');
          const items = await movies.known(by({ sourceIds: [sourceId] }));
          await movies.changeAll(items.map((item) => ({ ...item, ...draft })));
        });
        expect((await refusal(changing)).code).to.equal(code);
      });
    }

    it('changeAll: of what was changed in the meantime: refuses, and changes nothing', async () => {
      const { transactions } = await begin();
      const sourceIds = [key(), key()];
      const movies = <T>(work: (of: ReturnType<ImportTransaction['items']>) => Promise<T>) =>
        transactions.runStep((transaction) => work(transaction.items('movies')));
      await movies((of) => of.addAll(sourceIds.map((sourceId) => movieDraft({ sourceId }))));
      const before = await movies((of) => of.known(by({ sourceIds })));
      await movies((of) => of.changeAll(before.slice(0, 1)));
      const late = movies((of) => of.changeAll(before));
      expect((await refusal(late)).code).to.equal('precondition-failed');
      const versions = (await movies((of) => of.known(by({ sourceIds })))).map(({ version }) => version);
      expect([...versions].sort()).to.deep.equal([1, 2]);
    });
  });
};
