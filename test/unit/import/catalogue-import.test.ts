import { expect } from 'chai';
import type { Tallies } from '../../../src/core/import/catalogue-import.js';
import type { ImportUnitOfWork, ReadRow } from '../../../src/core/import/import-ports.js';
import { DomainError, type DomainErrorCode } from '../../../src/core/shared/errors.js';
import {
  aCatalogue,
  anImport,
  chunksOf,
  importedAuthors,
  importedMovies,
  rowsOf,
  titles,
} from './importing.js';

/** The same transactions, of which the first ones are refused. */
const refusing = (
  inner: ImportUnitOfWork,
  ...codes: readonly (DomainErrorCode | 'bug')[]
): ImportUnitOfWork => {
  const left = [...codes];
  return {
    waitForInvalidation: async () => {},
    runStep: (work) => {
      const code = left.shift();
      if (code === undefined) return inner.runStep(work);
      return Promise.reject(code === 'bug' ? new TypeError(code) : new DomainError(code, code));
    },
  };
};

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

  it('of rows that were read from long lines: takes few of them at a time', async () => {
    const { transactions } = aCatalogue();
    const written: number[] = [];
    const { into } = anImport({
      waitForInvalidation: async () => {},
      runStep: async (work) => {
        const outcome = await transactions.runStep(work);
        written.push((transactions.told as unknown as Tallies).movies?.created ?? 0);
        return outcome;
      },
    });
    const long = titles(10).map((row) => ({ ...row, size: 1024 * 1024 }));
    await into.run(importedMovies, chunksOf(long, 10));
    expect(written).to.deep.equal([4, 8, 10]);
  });

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
      waitForInvalidation: async () => {},
      runStep: (work) =>
        later.tallies.movies ? Promise.reject(new TypeError('bug')) : transactions.runStep(work),
    });
    expect(
      await later.run(importedMovies, chunksOf(titles(2_001), 9)).catch(({ message }) => message),
    ).to.equal('bug');
    expect(later.tallies.movies?.created).to.equal(2_000);
  });

  it('of what can be read no further: ends after the batch that it is at, and says why', async () => {
    const { transactions } = aCatalogue();
    const { into } = anImport(transactions);
    const broken = async function* () {
      yield titles(2_000);
      throw new Error('unreadable');
    };
    expect(await into.run(importedMovies, broken()).catch(({ message }) => message)).to.equal('unreadable');
    expect(into.tallies.movies?.created).to.equal(2_000);
  });

  it('that is stopped: ends after the batch that it is at, and says so', async () => {
    const { transactions } = aCatalogue();
    const stopping = new AbortController();
    let batches = 0;
    const { into } = anImport({
      waitForInvalidation: async () => {},
      runStep: (work) => {
        batches += 1;
        if (batches === 2) stopping.abort(new Error('enough'));
        return transactions.runStep(work);
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
      waitForInvalidation: async () => {},
      runStep: (work) => {
        stopping.abort();
        return transactions.runStep(work);
      },
    });
    await into.run(importedMovies, chunksOf(titles(3), 3), stopping.signal);
    expect(into.tallies.movies?.created).to.equal(3);
  });
});
