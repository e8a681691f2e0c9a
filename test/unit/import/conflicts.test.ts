import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { PlaceFile } from '../../../src/adapters/import/place-file.js';
import type { Keys } from '../../../src/core/catalogue/keys.js';
import type { BulkRepository } from '../../../src/core/import/bulk-repository.js';
import { EarlyValidation } from '../../../src/core/import/early-validation.js';
import type { ImportUnitOfWork } from '../../../src/core/import/import-unit-of-work.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { movieDraft } from '../../support/drafts.js';
import { aCatalogue, anImport, chunksOf, importedMovies, rowsOf, titles } from './importing.js';

/** The same transactions, but they reject one of the items. */
const refusing = (
  transactions: ImportUnitOfWork,
  what: 'addAll' | 'changeAll',
  refused: string,
  error: DomainError,
): ImportUnitOfWork => ({
  waitForInvalidation: async () => {},
  runStep: (work) =>
    transactions.runStep((inner) =>
      work({
        ...inner,
        items: <Draft extends Keys>(plural: string): BulkRepository<Draft> => {
          const items = inner.items<Draft>(plural);
          const throwIfRefused = (method: typeof what, all: readonly Keys[]) => {
            if (method === what && all.some(({ sourceId }) => sourceId === refused)) throw error;
          };
          return {
            findByKeys: (by) => items.findByKeys(by),
            findMerged: (by) => items.findMerged(by),
            findOldestByName: (names, field) => items.findOldestByName(names, field),
            changeAll: async (all) => {
              throwIfRefused('changeAll', all);
              await items.changeAll(all);
            },
            addAll: async (drafts) => {
              throwIfRefused('addAll', drafts);
              return items.addAll(drafts);
            },
          };
        },
      }),
    ),
});

describe('an import in batches', () => {
  it('of rows that cannot be stored together: stores them separately', async () => {
    const { transactions, movies } = aCatalogue();
    const ids = await movies.addAll(
      ['a', 'b'].map((sourceId, i) => movieDraft({ imdbId: `tt000000${i}`, sourceId })),
    );
    const { into } = anImport(transactions);
    const rows = rowsOf({ imdbId: 'tt0000001', sourceId: 'c' }, { imdbId: 'tt0000000', sourceId: 'b' });
    await into.run(importedMovies, chunksOf(rows, 2));
    expect(into.counts.movies).to.deep.include({ changed: 2, refused: 0 });
    const found = await movies.findAll(ids);
    expect(found.map(({ sourceId }) => sourceId)).to.deep.equal(['b', 'c']);
  });

  it('of a row that the database rejects: rejects it with the same violation, and imports the others', async () => {
    const { transactions } = aCatalogue();
    const violations = [{ pointer: '/sourceId', message: 'taken', code: 'source-id-taken' }];
    const taken = new DomainError('source-id-taken', 'taken', violations);
    const { into, refused } = anImport(refusing(transactions, 'addAll', '3', taken));
    await into.run(importedMovies, chunksOf(titles(8), 8));
    expect(into.counts.movies).to.deep.include({ created: 7, refused: 1 });
    expect(refused).to.deep.equal([{ place: { file: 'file', line: 4 }, violations }]);
  });

  it('of an item that others change at every attempt: rejects its row, and imports the others', async () => {
    const { transactions, movies } = aCatalogue();
    await movies.addAll(['0', '1', '2'].map((sourceId) => movieDraft({ sourceId })));
    const late = new DomainError('precondition-failed', 'late');
    const { into, refused } = anImport(refusing(transactions, 'changeAll', '1', late));
    await into.run(importedMovies, chunksOf(titles(3), 3));
    expect(into.counts.movies).to.deep.include({ changed: 2, refused: 1 });
    const message = 'this item kept being changed by others; import the row again';
    expect(refused).to.deep.equal([
      {
        place: { file: 'file', line: 2 },
        violations: [{ pointer: '', message, code: 'precondition-failed' }],
      },
    ]);
  });

  it('of any rows, in any batches: stores the first row of each key, and rejects other values', async () => {
    const row = fc.record(
      {
        sourceId: fc.constantFrom('a', 'b', 'c'),
        title: fc.constantFrom('One', 'Two'),
        releaseYear: fc.option(fc.constantFrom(1999, 2000)),
        author: fc.option(fc.constantFrom('X', 'Y')),
      },
      { noNullPrototype: true },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        async (all, size) => {
          const { batchOf, everyMovie, everyAuthor } = aCatalogue();
          const firsts = new Map<string, (typeof all)[number]>();
          for (const one of all) if (!firsts.has(one.sourceId)) firsts.set(one.sourceId, one);
          const differing = all.filter((one) => !isDeepStrictEqual(one, firsts.get(one.sourceId)));
          /** The number of rows that were created, changed and rejected. */
          const run = async () => {
            const [places, counts] = [new PlaceFile(), { created: 0, changed: 0, refused: 0 }];
            for (let i = 0; i < all.length; i += size) {
              const rows = rowsOf(...all.slice(i, i + size));
              const outcome = await batchOf(
                importedMovies,
                rows,
                new EarlyValidation(importedMovies),
                places,
              );
              places.put('movies', outcome.imported);
              counts.created += outcome.created;
              counts.changed += outcome.changed;
              counts.refused += outcome.rejected.length;
            }
            return counts;
          };
          const refused = differing.length;
          expect(await run()).to.deep.equal({ created: firsts.size, changed: 0, refused });
          expect(await run()).to.deep.equal({ created: 0, changed: 0, refused });
          const names = new Map((await everyAuthor()).map(({ id, name }) => [id, name]));
          const stored = (await everyMovie()).map(({ sourceId, title, releaseYear, authorId }) => ({
            sourceId,
            title,
            releaseYear,
            author: names.get(authorId ?? 0) ?? null,
          }));
          expect(stored).to.deep.equal([...firsts.values()]);
        },
      ),
    );
  });
});
