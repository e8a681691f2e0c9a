import { expect } from 'chai';
import type { DomainErrorCode } from '../../../src/core/error-codes.js';
import type { CountsByKind } from '../../../src/core/import/import-counts.js';
import type { ReadRow } from '../../../src/core/import/import-row.js';
import type { ImportUnitOfWork } from '../../../src/core/import/import-unit-of-work.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import {
  aCatalogue,
  anImport,
  chunksOf,
  importedAuthors,
  importedMovies,
  rowsOf,
  titles,
  withHooks,
} from './importing.js';

/** The same transactions. The first ones fail with these codes. */
const failing = (inner: ImportUnitOfWork, ...codes: (DomainErrorCode | 'bug')[]) =>
  withHooks(inner, {
    before: () => {
      const code = codes.shift();
      if (code !== undefined) throw code === 'bug' ? new TypeError(code) : new DomainError(code, code);
    },
  });

describe('an import', () => {
  for (const size of [1, 700, 5_000]) {
    it(`of many rows, read ${size} at a time: imports and counts all, and writes one audit entry`, async () => {
      const { transactions, movies } = aCatalogue();
      const { into } = anImport(transactions);
      await into.run(importedMovies, chunksOf(titles(4_500), size));
      await into.run(importedAuthors, chunksOf(rowsOf({ name: 'X', sourceId: 'x' }), size));
      const counts = { created: 4_500, changed: 0, unchanged: 0, refused: 0, authors: 0 };
      expect(into.counts).to.deep.equal({ movies: counts, authors: { ...counts, created: 1 } });
      expect(transactions.auditEntry).to.deep.equal({ files: ['f'], ...into.counts });
      expect(movies.has(4_500)).to.equal(true);
    });
  }

  it('of rows from long lines: has few of them in a batch', async () => {
    const { transactions } = aCatalogue();
    const written: number[] = [];
    const created = () => (transactions.auditEntry as unknown as CountsByKind).movies?.created ?? 0;
    const { into } = anImport(withHooks(transactions, { after: () => written.push(created()) }));
    const long = titles(10).map((row) => ({ ...row, size: 1024 * 1024 }));
    await into.run(importedMovies, chunksOf(long, 10));
    expect(written).to.deep.equal([4, 8, 10]);
  });

  it('of unreadable and invalid rows: reports them in order, and imports the others', async () => {
    const { transactions, everyMovie } = aCatalogue();
    const { into, refused } = anImport(transactions);
    const [first, second, third] = titles(3) as [ReadRow, ReadRow, ReadRow];
    const unread = { place: second.place, violations: [{ pointer: '', message: 'no', code: 'no' }] };
    const wrong = { ...first, fields: { ...first.fields, title: 7 } };
    await into.run(importedMovies, chunksOf([wrong, unread, third], 5));
    expect(refused.map(({ place }) => place.line)).to.deep.equal([1, 2]);
    expect(into.counts.movies).to.deep.include({ created: 1, refused: 2 });
    expect((await everyMovie()).map(({ title }) => title)).to.deep.equal(['2']);
  });

  it('of no rows: does nothing', async () => {
    const { transactions } = aCatalogue();
    const { into } = anImport(transactions);
    await into.run(importedMovies, chunksOf([], 1));
    expect([into.counts, transactions.auditEntry]).to.deep.equal([{}, undefined]);
  });

  it('after a conflict: retries at once', async () => {
    const codes = [
      ...(['imdb-id-taken', 'source-id-taken', 'author-not-found'] as const),
      ...(['reference-not-found', 'precondition-failed'] as const),
    ];
    for (const code of codes) {
      const { into, pauses } = anImport(failing(aCatalogue().transactions, code, code));
      await into.run(importedMovies, chunksOf(titles(3), 3));
      expect([into.counts.movies?.created, pauses]).to.deep.equal([3, []]);
    }
  });

  it('while the database is unavailable: retries after a pause, and fails after three attempts', async () => {
    const { transactions } = aCatalogue();
    const patient = anImport(failing(transactions, 'unavailable', 'unavailable'));
    await patient.into.run(importedMovies, chunksOf(titles(3), 3));
    expect([patient.into.counts.movies?.created, patient.pauses]).to.deep.equal([3, [1_000, 1_000]]);
    const { into } = anImport(failing(transactions, 'unavailable', 'unavailable', 'unavailable'));
    const failure = await into.run(importedMovies, chunksOf(titles(3), 3)).catch((error) => error);
    expect([failure.code, into.counts]).to.deep.equal(['unavailable', {}]);
  });

  it('with another error: fails with it, and keeps the counts of earlier batches', async () => {
    const { transactions } = aCatalogue();
    const codes = ['source-id-taken', 'bug'] as const;
    const { into } = anImport(failing(transactions, ...codes));
    const failure = await into.run(importedMovies, chunksOf(titles(3), 3)).catch((error) => error);
    expect(failure).to.be.instanceOf(TypeError);
    const before = () => {
      if (later.counts.movies) throw new TypeError('bug');
    };
    const { into: later } = anImport(withHooks(transactions, { before }));
    const failed = later.run(importedMovies, chunksOf(titles(2_001), 9));
    expect(await failed.catch(({ message }) => message)).to.equal('bug');
    expect(later.counts.movies?.created).to.equal(2_000);
  });

  it('of a file that becomes unreadable: ends after the current batch with the error', async () => {
    const { transactions } = aCatalogue();
    const { into } = anImport(transactions);
    const broken = async function* () {
      yield titles(2_000);
      throw new Error('unreadable');
    };
    expect(await into.run(importedMovies, broken()).catch(({ message }) => message)).to.equal('unreadable');
    expect(into.counts.movies?.created).to.equal(2_000);
  });

  it('that is stopped: ends after the current batch with the reason, or completes if that was the last', async () => {
    for (const [rows, expected] of [
      [9_000, 'enough'],
      [4_000, undefined],
    ] as const) {
      const { transactions } = aCatalogue();
      const stopping = new AbortController();
      let batches = 0;
      const before = () => {
        batches += 1;
        if (batches === 2) stopping.abort(new Error('enough'));
      };
      const { into } = anImport(withHooks(transactions, { before }));
      const stopped = into.run(importedMovies, chunksOf(titles(rows), 1_000), stopping.signal);
      expect(await stopped.catch(({ message }) => message)).to.equal(expected);
      expect(into.counts.movies?.created).to.equal(4_000);
    }
  });
});
