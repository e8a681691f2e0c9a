import { expect } from 'chai';
import type { ReadRow } from '../../../src/core/import/import-row.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { movieDraft } from '../../support/drafts.js';
import {
  aCatalogue,
  anImport,
  chunksOf,
  importedAuthors,
  importedMovies,
  importedSeries,
  installation,
  refusalsOf,
  rowsOf,
  titles,
  withHooks,
} from './importing.js';

const [one, other] = ['tt0000001', 'tt0000002'];

/** The message of a row with the key of an earlier row. */
const repeated = (field: string, value: string, place: string) =>
  `/${field} "${value}" was already imported from ${place} (repeated-row)`;

/** The number of rows between the two: both are in one batch, or in different ones. */
for (const distance of [0, 2_500]) {
  describe(`two rows about one item, with ${distance} rows between them`, () => {
    const between = titles(distance).map(({ place, fields }) => ({
      place: { ...place, line: place.line + 1 },
      fields: { ...fields, sourceId: `between/${fields.sourceId}` },
    }));
    const last = distance + 2;
    const importTwo = async (first: object, second: object, catalogue = aCatalogue()) => {
      const importing = anImport(catalogue.transactions);
      const rows: ReadRow[] = [
        ...rowsOf(first),
        ...between,
        { place: { file: 'file', line: last }, fields: { ...second } },
      ];
      await importing.into.run(importedMovies, chunksOf(rows, 500));
      const { created, changed, unchanged, refused } = importing.into.counts.movies ?? {};
      return {
        refusals: refusalsOf(importing),
        counts: [created, changed, unchanged, refused],
        first: (await catalogue.everyMovie())[0],
      };
    };

    const isStored = { imdbId: one, sourceId: 'S', title: 'Stored' };
    const own = `${installation}/1`;
    const taken = `"S" belongs to the movie imported from line 1, whose imdbId is "${one}", not "${other}"`;
    const cases: [
      what: string,
      stored: object | undefined,
      first: object,
      second: object,
      violation: string,
    ][] = [
      ['sourceId', undefined, { sourceId: 'S' }, { sourceId: 'S' }, repeated('sourceId', 'S', 'line 1')],
      [
        'imdbId',
        undefined,
        { imdbId: one },
        { imdbId: one, sourceId: 'T' },
        repeated('imdbId', one, 'line 1'),
      ],
      [
        'sourceId, with another imdbId',
        undefined,
        { imdbId: one, sourceId: 'S' },
        { imdbId: other, sourceId: 'S' },
        `/sourceId ${taken} (source-id-taken)`,
      ],
      ['other key', isStored, { imdbId: one }, { sourceId: 'S' }, repeated('sourceId', 'S', 'line 1')],
      ['exported sourceId', {}, { sourceId: own }, { sourceId: own }, repeated('sourceId', own, 'line 1')],
    ];
    it('that differ: keeps the first, and rejects the second with both places', async () => {
      for (const [what, stored, first, second, violation] of cases) {
        const catalogue = aCatalogue();
        if (stored) await catalogue.movies.add(movieDraft(stored));
        const result = await importTwo(
          { ...first, title: 'First', author: 'One' },
          { ...second, title: 'Second', author: 'Two' },
          catalogue,
        );
        expect(result.refusals, what).to.deep.equal([[last, violation]]);
        expect(result.first).to.include({ title: 'First', version: stored ? 2 : 1 });
        const [created, changed] = stored ? [distance, 1] : [distance + 1, 0];
        expect(result.counts, what).to.deep.equal([created, changed, 0, 1]);
        expect((await catalogue.everyAuthor()).map(({ name }) => name)).to.deep.equal(['One']);
      }
    });

    it('the first without a change: rejects the second', async () => {
      const catalogue = aCatalogue();
      await catalogue.movies.add(movieDraft({ sourceId: 'S', title: 'Stored' }));
      const [first, second] = ['Stored', 'Second'].map((title) => ({ sourceId: 'S', title })) as [
        object,
        object,
      ];
      const { refusals, counts } = await importTwo(first, second, catalogue);
      expect(refusals).to.deep.equal([[last, repeated('sourceId', 'S', 'line 1')]]);
      expect(counts).to.deep.equal([distance, 0, 1, 1]);
    });

    it('with the same values, or some of them: counts the second as unchanged', async () => {
      const whole = { sourceId: 'S', title: 'Same', genres: ['war', 'drama'], author: 'Somebody' };
      for (const second of [whole, { sourceId: 'S', title: 'Same' }]) {
        const { refusals, counts } = await importTwo(whole, second);
        expect(refusals).to.deep.equal([]);
        expect(counts).to.deep.equal([distance + 1, 0, 1, 0]);
      }
    });

    it('one of them invalid: imports the other', async () => {
      const [valid, invalid] = [
        { sourceId: 'S', title: 'Valid' },
        { sourceId: 'S', title: 7 },
      ];
      for (const [line, rows] of [
        [1, [invalid, valid]],
        [last, [valid, invalid]],
      ] as const) {
        const { refusals, counts } = await importTwo(rows[0], rows[1]);
        expect(refusals).to.deep.equal([[line, '/title title must be a string, not 7 (string.base)']]);
        expect(counts[0]).to.equal(distance + 1);
      }
    });

    it('the first removing the key from its item: imports the second as a new item', async () => {
      const catalogue = aCatalogue();
      await catalogue.movies.add(movieDraft(isStored));
      const [first, second] = [
        { imdbId: one, sourceId: null },
        { sourceId: 'S', title: 'New' },
      ];
      const { refusals, counts } = await importTwo(first, second, catalogue);
      expect([refusals, counts]).to.deep.equal([[], [distance + 1, 1, 0, 0]]);
    });
  });
}

describe('rows of one import', () => {
  it('about one item, in two files: are rejected, and the message names the first file', async () => {
    const importing = anImport(aCatalogue().transactions);
    for (const file of ['authors.csv', 'authors.ndjson', 'authors.csv']) {
      const place = { file, line: 7 };
      const row = { place, fields: { sourceId: 'S', name: `From ${file}` } };
      await importing.into.run(importedAuthors, chunksOf([row], 1));
    }
    expect(refusalsOf(importing)).to.deep.equal([[7, repeated('sourceId', 'S', 'line 7 of authors.csv')]]);
    expect(importing.into.counts.authors).to.deep.include({ created: 1, unchanged: 1, refused: 1 });
  });

  it('with one key of different kinds, or one name and different keys: are different items', async () => {
    const { into, refused } = anImport(aCatalogue().transactions);
    for (const kind of [importedMovies, importedSeries])
      await into.run(kind as typeof importedMovies, chunksOf(rowsOf({ imdbId: one, title: 'Both' }), 1));
    const twins = rowsOf({ sourceId: '1', name: 'Twin' }, { sourceId: '2', name: 'Twin', birthYear: 1900 });
    await into.run(importedAuthors, chunksOf(twins, 2));
    const { series, authors } = into.counts;
    expect([refused, series?.created, authors?.created]).to.deep.equal([[], 1, 2]);
  });

  it('that are retried, together or one at a time: are not rejected as repeated', async () => {
    const { transactions, movies } = aCatalogue();
    await movies.add(movieDraft({ sourceId: '1' }));
    let attempts = 0;
    /** The first attempts fail after their commit. */
    const unacknowledged = withHooks(transactions, {
      after: () => {
        attempts += 1;
        if (attempts <= 4) throw new DomainError(attempts < 3 ? 'unavailable' : 'source-id-taken', 'unknown');
      },
    });
    const { into, refused } = anImport(unacknowledged);
    await into.run(importedMovies, chunksOf(titles(3), 3));
    expect([refused, into.counts.movies?.unchanged]).to.deep.equal([[], 3]);
  });
});
