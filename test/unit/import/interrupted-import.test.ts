import { expect } from 'chai';
import fc from 'fast-check';
import type { CountsByKind } from '../../../src/core/import/import-counts.js';
import type { RejectedRow } from '../../../src/core/import/import-row.js';
import { runs } from '../../support/thorough.js';
import { aCatalogue, anImport, chunksOf, importedAuthors, importedMovies, rowsOf } from './importing.js';

const batchRows = 3;
/** Rows of few items, so that later rows are about the items of earlier ones; some of them are invalid. */
const someRows = fc
  .array(fc.record({ item: fc.nat(6), title: fc.constantFrom('a', 'b', 7, 'c') }), { maxLength: 40 })
  .map((all) => rowsOf(...all.map(({ item, title }) => ({ title, sourceId: `${item}` }))));

describe('an import that is interrupted', () => {
  /** Imports the rows, and continues with a new import after each of the first `interruptions` steps. */
  const importAll = async (rows: ReturnType<typeof rowsOf>, interruptions: number) => {
    const catalogue = aCatalogue();
    let committed: CountsByKind = {};
    const rejected: RejectedRow[] = [];
    let steps = 0;
    catalogue.transactions.onStep = (step) => {
      steps += 1;
      committed = step.counts;
      rejected.push(...step.rejected);
    };
    const run = async (signal?: AbortSignal) => {
      const { into } = anImport(catalogue.transactions, false, undefined, { committed, batchRows });
      await into.run(importedAuthors, chunksOf(rowsOf({ name: 'A', sourceId: 'a' }), 2), signal);
      await into.run(importedMovies, chunksOf(rows, 4), signal);
      return into.counts;
    };
    for (let i = 0; i < interruptions; i += 1) {
      const stopping = new AbortController();
      const before = catalogue.transactions.onStep;
      catalogue.transactions.onStep = (step) => {
        before(step);
        stopping.abort(new Error('killed'));
      };
      await run(stopping.signal).catch(() => {});
      catalogue.transactions.onStep = before;
    }
    const counts = await run();
    const lines = rejected.map(({ place }) => place.line);
    return {
      counts,
      lines,
      steps,
      items: (await catalogue.everyMovie()).map(({ title, sourceId }) => [sourceId, title]),
    };
  };

  it('between any two batches: continues after the first, with the result of an import without interruption', async () => {
    await fc.assert(
      fc.asyncProperty(someRows, fc.nat(12), async (rows, interruptions) => {
        const { steps, ...interrupted } = await importAll(rows, interruptions);
        const { steps: all, ...whole } = await importAll(rows, 0);
        expect(interrupted).to.deep.equal(whole);
        // No step is repeated.
        expect(steps).to.equal(all);
      }),
      { numRuns: runs(50) },
    );
  });

  it('and continues: reports the rows that were rejected before, too, and restores no item that was removed', async () => {
    const { transactions, movies, everyMovie } = aCatalogue();
    const rows = rowsOf(
      { title: 7, sourceId: '0' },
      { title: 'a', sourceId: '1' },
      { title: 'b', sourceId: '2' },
      { title: 'c', sourceId: '3' },
    );
    await anImport(transactions, false, undefined, { batchRows }).into.run(
      importedMovies,
      chunksOf(rows.slice(0, 3), 9),
    );
    const [first] = await everyMovie();
    await movies.remove(first?.id as number, () => {});
    const committed = { movies: { created: 2, changed: 0, unchanged: 0, refused: 1, authors: 0 } };
    const { into, refused } = anImport(transactions, false, undefined, { committed, batchRows });
    await into.run(importedMovies, chunksOf(rows, 9));
    expect(refused.map(({ place }) => place.line)).to.deep.equal([1]);
    expect(into.counts.movies).to.deep.equal({ ...committed.movies, created: 3 });
    expect((await everyMovie()).map(({ title }) => title)).to.deep.equal(['b', 'c']);
  });

  it('after the first part of a batch that is stored in parts: continues after this part, and reports each rejected row once', async () => {
    const { transactions, counts, everyMovie } = aCatalogue();
    const rows = [
      { title: 'a', sourceId: '1' },
      { title: 'b', sourceId: '2' },
      { title: 7, sourceId: '3' },
      { title: 'd', sourceId: '4' },
    ];
    expect(await counts(importedMovies, ...rows.slice(0, 2))).to.deep.equal([2, 0, 0, 0, 0]);
    const committed = { movies: { created: 2, changed: 0, unchanged: 0, refused: 0, authors: 0 } };
    const { into, refused } = anImport(transactions, false, undefined, { committed });
    await into.run(importedMovies, chunksOf(rowsOf(...rows), 9));
    expect(refused.map(({ place }) => place.line)).to.deep.equal([3]);
    expect(into.counts.movies).to.deep.equal({ ...committed.movies, created: 3, refused: 1 });
    expect((await everyMovie()).map(({ title }) => title)).to.deep.equal(['a', 'b', 'd']);
  });
});
