import { expect } from 'chai';
import fc from 'fast-check';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import { Ahead } from '../../../src/core/import/import-ahead.js';
import type { ImportUnitOfWork } from '../../../src/core/import/import-ports.js';
import { firstItems } from '../../../src/core/shared/page.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import {
  aCatalogue,
  anImport,
  chunksOf,
  importedMovies,
  importedSeries,
  rowsOf,
  titles,
} from './importing.js';

/** The same kind, and what was validated. */
const watched = () => {
  const seen: Movie[] = [];
  const valid = (draft: unknown) => {
    seen.push(draft as Movie);
    return importedMovies.valid(draft);
  };
  const validPatch = (patch: unknown) => {
    seen.push(patch as Movie);
    return importedMovies.validPatch(patch);
  };
  return { seen, kind: { ...importedMovies, valid, validPatch } };
};

describe('looking ahead', () => {
  it('at any rows: changes nothing of what an import does', async () => {
    const row = fc.record(
      {
        sourceId: fc.constantFrom('a', 'b', 'c', null, 7),
        imdbId: fc.constantFrom('tt0000001', 'tt0000002', 'wrong'),
        title: fc.constantFrom('One', 'Two', ''),
        releaseYear: fc.constantFrom(1999, 2000, 'soon'),
        endYear: fc.constantFrom(1998, 2001),
        author: fc.constantFrom('X', 'Y', null, 3),
        authorSourceId: fc.constantFrom('x', 'y'),
        authorId: fc.constantFrom(1, 2, null, 'none'),
        id: fc.constant(5),
        unknown: fc.constant(true),
      },
      { requiredKeys: ['title'] },
    );
    const outcomeOf = async (batches: readonly (readonly object[])[], isAhead: boolean) => {
      const { batchOf, authors, series } = aCatalogue();
      await authors.addAll([authorDraft({ name: 'X', sourceId: 'x' })]);
      const ahead = new Ahead(importedSeries);
      const outcomes = [];
      for (const rows of batches.map((batch) => rowsOf(...batch))) {
        if (isAhead) ahead.look(rows);
        outcomes.push(await batchOf(importedSeries, rows, ahead));
      }
      const everything = [await series.list(firstItems(100)), await authors.list(firstItems(100))].map(
        ({ items }) => items.map(({ createdAt, updatedAt, ...item }) => item),
      );
      return { outcomes, everything };
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(row, { maxLength: 6 }), { maxLength: 3 }), async (batches) => {
        expect(await outcomeOf(batches, true)).to.deep.equal(await outcomeOf(batches, false));
      }),
    );
  });

  it('at a row: spares a new item being validated when it is its turn, and no other', async () => {
    const { batchOf, movies } = aCatalogue();
    await movies.addAll([movieDraft({ sourceId: '1' })]);
    const { kind, seen } = watched();
    const [rows, ahead] = [titles(3), new Ahead(kind)];
    ahead.look(rows);
    expect(seen).to.have.lengthOf(3);
    await batchOf(kind, rows, ahead);
    expect(seen.map(({ title }) => title)).to.deep.equal(['0', '1', '2', '1']);
  });

  it('in an import: happens once a batch was of new items, and not where all is there already', async () => {
    const { transactions } = aCatalogue();
    let begun = 0;
    let early = 0;
    const valid = (draft: unknown) => {
      if (Number((draft as Movie).sourceId) >= begun * 2_000) early += 1;
      return importedMovies.valid(draft);
    };
    const counted: ImportUnitOfWork = {
      waitForInvalidation: async () => {},
      runStep: (work) => {
        begun += 1;
        return transactions.runStep(work);
      },
    };
    await anImport(counted).into.run({ ...importedMovies, valid }, chunksOf(titles(6_000), 100));
    expect(early).to.equal(2_000);
    const { kind, seen } = watched();
    await anImport(transactions).into.run(kind, chunksOf(titles(6_000), 100));
    expect(seen).to.have.lengthOf(0);
  });
});
