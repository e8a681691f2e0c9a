import { expect } from 'chai';
import fc from 'fast-check';
import type { ImportTransactions, ReadRow, RefusedRow } from '../../../src/core/catalogue/import-ports.js';
import { Import } from '../../../src/core/catalogue/import-rows.js';
import { DomainError, type DomainErrorCode } from '../../../src/core/shared/errors.js';
import { movieDraft } from '../../support/drafts.js';
import { aCatalogue, importedAuthors, importedMovies, installation, rowsOf } from './importing.js';

async function* chunksOf<T>(all: readonly T[], size: number) {
  for (let i = 0; i < all.length; i += size) yield all.slice(i, i + size);
}

/** An import, and what it told. */
const anImport = (transactions: ImportTransactions) => {
  const refused: RefusedRow[] = [];
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  const into = new Import(transactions, installation, pause, { files: ['f'] }, (rows) =>
    refused.push(...rows),
  );
  return { into, refused, pauses };
};

/** The same transactions, of which the first ones are refused. */
const refusing = (
  inner: ImportTransactions,
  ...codes: readonly (DomainErrorCode | 'bug')[]
): ImportTransactions => {
  const left = [...codes];
  return {
    run: (work) => {
      const code = left.shift();
      if (code === undefined) return inner.run(work);
      return Promise.reject(code === 'bug' ? new TypeError(code) : new DomainError(code, code));
    },
  };
};

const titles = (count: number) =>
  rowsOf(...Array.from({ length: count }, (_, i) => ({ title: `${i}`, sourceId: `${i}` })));

describe('an import', () => {
  for (const size of [1, 700, 5_000]) {
    it(`of many rows, read ${size} at a time: takes all, counts them, and tells the audit trail`, async () => {
      const { transactions, movies } = aCatalogue();
      const { into } = anImport(transactions);
      await into.run(importedMovies, chunksOf(titles(4_500), size));
      await into.run(importedAuthors, chunksOf(rowsOf({ name: 'X', sourceId: 'x' }), size));
      const tally = { created: 4_500, changed: 0, unchanged: 0, refused: 0, authors: 0 };
      expect(into.tallies).to.deep.equal({ movies: tally, authors: { ...tally, created: 1 } });
      expect(transactions.told).to.deep.equal({ files: ['f'], ...into.tallies });
      expect(movies.has(4_500)).to.equal(true);
    });
  }

  it('of rows that could not be read, or are refused: tells them in order, and takes the others', async () => {
    const { transactions, everyMovie } = aCatalogue();
    const { into, refused } = anImport(transactions);
    const [first, second, third] = titles(3) as [ReadRow, ReadRow, ReadRow];
    const unread = { place: second.place, violations: [{ pointer: '', message: 'no', code: 'no' }] };
    const wrong = { ...first, fields: { ...first.fields, title: 7 } };
    await into.run(importedMovies, chunksOf([wrong, unread, third], 5));
    expect(refused.map(({ place }) => place.line)).to.deep.equal([1, 2]);
    expect(into.tallies.movies).to.deep.include({ created: 1, refused: 2 });
    expect((await everyMovie()).map(({ title }) => title)).to.deep.equal(['2']);
  });

  it('of no rows: does nothing', async () => {
    const { transactions } = aCatalogue();
    const { into } = anImport(transactions);
    await into.run(importedMovies, chunksOf([], 1));
    expect([into.tallies, transactions.told]).to.deep.equal([{}, undefined]);
  });

  for (const code of [
    'imdb-id-taken',
    'source-id-taken',
    'author-not-found',
    'precondition-failed',
  ] as const) {
    it(`that others get in the way of (${code}): looks again at once`, async () => {
      const { transactions } = aCatalogue();
      const { into, pauses } = anImport(refusing(transactions, code, code));
      await into.run(importedMovies, chunksOf(titles(3), 3));
      expect([into.tallies.movies?.created, pauses]).to.deep.equal([3, []]);
    });
  }

  it('while the database is away: waits, then goes on, and gives up when it stays away', async () => {
    const { transactions } = aCatalogue();
    const patient = anImport(refusing(transactions, 'unavailable', 'unavailable'));
    await patient.into.run(importedMovies, chunksOf(titles(3), 3));
    expect([patient.into.tallies.movies?.created, patient.pauses]).to.deep.equal([3, [1_000, 1_000]]);
    const { into } = anImport(refusing(transactions, 'unavailable', 'unavailable', 'unavailable'));
    const failure = await into.run(importedMovies, chunksOf(titles(3), 3)).catch((error) => error);
    expect([failure.code, into.tallies]).to.deep.equal(['unavailable', {}]);
  });

  it('that fails for another reason: fails with it, and what was written before is told', async () => {
    const { transactions } = aCatalogue();
    const codes = ['source-id-taken', 'bug'] as const;
    const { into } = anImport(refusing(transactions, ...codes));
    const failure = await into.run(importedMovies, chunksOf(titles(3), 3)).catch((error) => error);
    expect(failure).to.be.instanceOf(TypeError);
    const { into: later } = anImport({
      run: (work) => (later.tallies.movies ? Promise.reject(new TypeError('bug')) : transactions.run(work)),
    });
    expect(
      await later.run(importedMovies, chunksOf(titles(2_001), 9)).catch(({ message }) => message),
    ).to.equal('bug');
    expect(later.tallies.movies?.created).to.equal(2_000);
  });

  it('that is stopped: ends after the batch that it is at, and says so', async () => {
    const { transactions } = aCatalogue();
    const stopping = new AbortController();
    let batches = 0;
    const { into } = anImport({
      run: (work) => {
        batches += 1;
        if (batches === 2) stopping.abort(new Error('enough'));
        return transactions.run(work);
      },
    });
    const stopped = into.run(importedMovies, chunksOf(titles(9_000), 1_000), stopping.signal);
    expect(await stopped.catch(({ message }) => message)).to.equal('enough');
    expect(into.tallies.movies?.created).to.equal(4_000);
  });

  it('that is stopped when all has been read: comes to its end', async () => {
    const { transactions } = aCatalogue();
    const stopping = new AbortController();
    const { into } = anImport({
      run: (work) => {
        stopping.abort();
        return transactions.run(work);
      },
    });
    await into.run(importedMovies, chunksOf(titles(3), 3), stopping.signal);
    expect(into.tallies.movies?.created).to.equal(3);
  });

  it('of rows that cannot be stored together: stores them one after the other', async () => {
    const { transactions, movies } = aCatalogue();
    const ids = await movies.addAll(
      ['a', 'b'].map((sourceId, i) => movieDraft({ imdbId: `tt000000${i}`, sourceId })),
    );
    const { into } = anImport(transactions);
    const rows = rowsOf({ imdbId: 'tt0000001', sourceId: 'c' }, { imdbId: 'tt0000000', sourceId: 'b' });
    await into.run(importedMovies, chunksOf(rows, 2));
    expect(into.tallies.movies).to.deep.include({ changed: 2, refused: 0 });
    const found = await movies.findAll(ids);
    expect(found.map(({ sourceId }) => sourceId)).to.deep.equal(['b', 'c']);
  });

  it('of a row that the database does not take: refuses it, as the database does, and takes the others', async () => {
    const { transactions } = aCatalogue();
    const violations = [{ pointer: '/sourceId', message: 'taken', code: 'source-id-taken' }];
    const { into, refused } = anImport({
      run: (work) =>
        transactions.run((inner) =>
          work({
            ...inner,
            items: (plural) => {
              const items = inner.items<ReturnType<typeof movieDraft>>(plural);
              return {
                known: (by) => items.known(by),
                changeAll: (all) => items.changeAll(all),
                addAll: async (drafts) => {
                  if (drafts.some(({ sourceId }) => sourceId === '3'))
                    throw new DomainError('source-id-taken', 'taken', violations);
                  return items.addAll(drafts);
                },
              } as ReturnType<typeof inner.items<never>>;
            },
          }),
        ),
    });
    await into.run(importedMovies, chunksOf(titles(8), 8));
    expect(into.tallies.movies).to.deep.include({ created: 7, refused: 1 });
    expect(refused).to.deep.equal([{ place: { file: 'file', line: 4 }, violations }]);
  });

  it('of any rows, in any batches: leaves what row after row leaves, and nothing to do for a second run', async () => {
    const row = fc.record(
      {
        sourceId: fc.constantFrom('a', 'b', 'c'),
        title: fc.constantFrom('One', 'Two'),
        releaseYear: fc.option(fc.constantFrom(1999, 2000)),
        author: fc.option(fc.constantFrom('X', 'Y')),
      },
      { requiredKeys: ['sourceId', 'title'] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        async (all, size) => {
          const [together, single] = [aCatalogue(), aCatalogue()];
          for (let i = 0; i < all.length; i += size)
            await together.batch(importedMovies, ...all.slice(i, i + size));
          for (const one of all) await single.batch(importedMovies, one);
          const told = async ({ everyMovie, everyAuthor }: typeof single) => {
            const names = new Map((await everyAuthor()).map(({ id, name }) => [id, name]));
            return (await everyMovie()).map(({ sourceId, title, releaseYear, authorId }) => ({
              sourceId,
              title,
              releaseYear,
              author: names.get(authorId ?? 0),
            }));
          };
          expect(await told(together)).to.deep.equal(await told(single));
          const last = new Map(all.map((one) => [one.sourceId, one]));
          const { created, changed, authors } = await together.batch(importedMovies, ...last.values());
          expect([created, changed, authors]).to.deep.equal([0, 0, 0]);
        },
      ),
    );
  });
});
