import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import type { ItemKeys } from '../../../src/core/import/bulk-repository.js';
import { EarlyValidation } from '../../../src/core/import/early-validation.js';
import type { ReadRow } from '../../../src/core/import/import-row.js';
import type { ImportUnitOfWork } from '../../../src/core/import/import-unit-of-work.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { firstItems } from '../../support/first-items.js';
import {
  aCatalogue,
  anImport,
  chunksOf,
  importedMovies,
  importedSeries,
  rowsOf,
  titles,
  withHooks,
} from './importing.js';

/** The kind of movies, and the drafts that were validated. */
const recording = () => {
  const seen: Movie[] = [];
  const recorded =
    <T>(validate: (value: unknown) => T) =>
    (value: unknown) => {
      seen.push(value as Movie);
      return validate(value);
    };
  const { valid, validPatch } = importedMovies;
  return { seen, kind: { ...importedMovies, valid: recorded(valid), validPatch: recorded(validPatch) } };
};

describe('early validation', () => {
  it('of any rows: returns the same results as without it', async () => {
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
    const outcomeOf = async (batches: readonly (readonly object[])[], isEarly: boolean) => {
      const { batchOf, authors, series } = aCatalogue();
      await authors.addAll([authorDraft({ name: 'X', sourceId: 'x' })]);
      const early = new EarlyValidation(importedSeries);
      const outcomes = [];
      for (const rows of batches.map((batch) => rowsOf(...batch))) {
        if (isEarly) early.validate(rows);
        outcomes.push(await batchOf(importedSeries, rows, early));
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

  it('of a row that is rejected or unreadable: keeps no draft', () => {
    const { kind, seen } = recording();
    const early = new EarlyValidation(kind);
    const [row] = titles(1);
    const violation = { pointer: '/releaseYear', message: '"soon" is not a year', code: 'unreadable' };
    const [rejected, unreadable] = [
      { ...row, violations: [violation] },
      { ...row, unreadable: [violation] },
    ] as ReadRow[];
    early.validate([rejected, unreadable] as ReadRow[]);
    expect(seen).to.be.empty;
    for (const one of [rejected, unreadable]) expect(early.draftOf(one as ReadRow, {})).to.equal(undefined);
  });

  it('of a new item: is not validated a second time; an existing item is', async () => {
    const { batchOf, movies } = aCatalogue();
    await movies.addAll([movieDraft({ sourceId: '1' })]);
    const { kind, seen } = recording();
    const [rows, early] = [titles(3), new EarlyValidation(kind)];
    early.validate(rows);
    expect(seen).to.have.lengthOf(3);
    await batchOf(kind, rows, early);
    expect(seen.map(({ title }) => title)).to.deep.equal(['0', '1', '2', '1']);
  });

  it('of the next batch: begins when the current one is inserted, since it would delay the lookups before', async () => {
    const { transactions } = aCatalogue();
    const events: string[] = [];
    const logged: ImportUnitOfWork = {
      waitForInvalidation: async () => {},
      runStep: (work) =>
        transactions.runStep((transaction) =>
          work({
            ...transaction,
            items: (plural) => {
              const items = transaction.items<never>(plural);
              if (plural === 'authors') return items;
              const find = items.findByKeys.bind(items);
              const add = items.addAll.bind(items);
              return Object.assign(items, {
                findByKeys: async (keys: ItemKeys) => {
                  await setImmediate();
                  events.push('find');
                  return find(keys);
                },
                addAll: (drafts: readonly never[]) => {
                  events.push('insert');
                  return add(drafts);
                },
              });
            },
          }),
        ),
    };
    const batches = (async function* () {
      for await (const rows of chunksOf(titles(6_000), 2_000)) {
        events.push('read');
        yield rows;
      }
    })();
    await anImport(logged).into.run(importedMovies, batches);
    const [second, third] = ['find insert', 'read find insert'];
    expect(events.join(' ')).to.equal(`read read find insert ${second} ${third}`);
  });

  it('in an import: starts after a batch of new items, and never if all items exist', async () => {
    const { transactions } = aCatalogue();
    let started = 0;
    let validatedEarly = 0;
    const valid = (draft: unknown) => {
      if (Number((draft as Movie).sourceId) >= started * 2_000) validatedEarly += 1;
      return importedMovies.valid(draft);
    };
    const counted = withHooks(transactions, {
      before: () => {
        started += 1;
      },
    });
    await anImport(counted).into.run({ ...importedMovies, valid }, chunksOf(titles(6_000), 100));
    expect(validatedEarly).to.equal(2_000);
    const { kind, seen } = recording();
    await anImport(transactions).into.run(kind, chunksOf(titles(6_000), 100));
    expect(seen).to.have.lengthOf(0);
  });
});
