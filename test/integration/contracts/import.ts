import { expect } from 'chai';
import type { Author } from '../../../src/core/catalogue/author.js';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import type { ImportTransaction } from '../../../src/core/import/import-unit-of-work.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { by, type ImportUnderTest, key } from './import-under-test.js';

const oddText = '\\N \\ " \' {x} , NULL $1 ? \t\n é 👩‍👧';

/** The contract of ImportUnitOfWork. */
export const importContract = (name: string, begin: () => Promise<ImportUnderTest>) => {
  describe(`an import into ${name}`, () => {
    const run = async <T>(work: (transaction: ImportTransaction) => Promise<T>): Promise<T> =>
      (await begin()).transactions.runStep(work);
    const movies = (transaction: ImportTransaction) => transaction.items<Movie>('movies');
    const authors = (transaction: ImportTransaction) => transaction.items<Author>('authors');

    it('addAll: many drafts: are found by each key and by id, complete and once', async () => {
      const [imdb, source, tmdb] = [`tt${key()}`, key(), key()];
      const drafts = [
        movieDraft({ imdbId: imdb, description: oddText, genres: ['war', 'drama'], releaseYear: 1999 }),
        movieDraft({ sourceId: source, runtimeMinutes: null }),
        movieDraft({ externalIds: { tmdb, wikidata: oddText } }),
      ];
      await run(async (transaction) => {
        const ids = await movies(transaction).addAll(drafts);
        const found = await movies(transaction).findByKeys(by({ imdbIds: [imdb], sourceIds: [source], ids }));
        const sorted = [...found].sort((a, b) => a.id - b.id);
        expect(sorted.map(({ id }) => id)).to.deep.equal(ids);
        for (const [i, { id, version, createdAt, updatedAt, ...draft }] of sorted.entries()) {
          expect(draft).to.deep.equal({ ...drafts[i], edits: {} });
          expect([version, updatedAt]).to.deep.equal([1, createdAt]);
        }
        expect(await movies(transaction).findByKeys(by({ imdbIds: [imdb] }))).to.have.length(1);
        for (const pair of [
          ['tmdb', tmdb],
          ['wikidata', oddText],
        ] as const) {
          const externalIds = [['other', tmdb], pair, ['tmdb', key()]] as const;
          const [byExternalId] = await movies(transaction).findByKeys(by({ externalIds }));
          expect(byExternalId?.id).to.equal(ids[2]);
        }
        expect(await movies(transaction).findMerged(by({ externalIds: [['tmdb', tmdb]] }))).to.deep.equal([]);
        expect(await movies(transaction).findByKeys(by({}))).to.deep.equal([]);
        expect(await movies(transaction).addAll([])).to.deep.equal([]);
        await movies(transaction).changeAll([]);
      });
    });

    it('changeAll: of the current versions: stores each with the next version', async () => {
      await run(async (transaction) => {
        const items = movies(transaction);
        const ids = await items.addAll([movieDraft({ sourceId: key() }), movieDraft({ sourceId: key() })]);
        const before = [...(await items.findByKeys(by({ ids })))].sort((a, b) => a.id - b.id);
        await items.changeAll(before.map((item, i) => ({ ...item, title: `${i}`, genres: ['news'] })));
        const after = [...(await items.findByKeys(by({ ids })))].sort((a, b) => a.id - b.id);
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

    it('changeAll: of external ids: they are found by the new ones', async () => {
      await run(async (transaction) => {
        const items = movies(transaction);
        const [one, two, other] = [key(), key(), key()];
        const ids = await items.addAll(
          [one, two].map((tmdb) => movieDraft({ externalIds: { tmdb, viaf: tmdb } })),
        );
        const before = await items.findByKeys(by({ ids }));
        await items.changeAll(
          before.map((item) => {
            const { tmdb, viaf } = item.externalIds as { tmdb: string; viaf: string };
            return { ...item, externalIds: { tmdb, viaf: `${other}-${viaf}` } };
          }),
        );
        for (const [name, id, owner] of [
          ['tmdb', one, ids[0]],
          ['viaf', `${other}-${two}`, ids[1]],
          ['viaf', two, undefined],
        ] as const) {
          const found = await items.findByKeys(by({ externalIds: [[name, id]] }));
          const having = found.filter(({ externalIds }) => externalIds[name] === id);
          expect(having.map(({ id }) => id)).to.deep.equal(owner === undefined ? [] : [owner]);
        }
      });
    });

    it('findOldestByName: several authors of a name: returns the oldest of exactly this name', async () => {
      const name = `Ñame ${key()}`;
      await run(async (transaction) => {
        const ids = await authors(transaction).addAll([
          authorDraft({ name }),
          authorDraft({ name }),
          authorDraft({ name: name.toLowerCase() }),
        ]);
        const found = await authors(transaction).findOldestByName([name, 'an unknown name'], 'name');
        expect(found.map(({ id }) => id)).to.deep.equal([Math.min(...ids.slice(0, 2))]);
        expect(await authors(transaction).findOldestByName([], 'name')).to.deep.equal([]);
      });
    });
  });
};
