import { expect } from 'chai';
import type { ReadRow } from '../../../src/core/import/import-row.js';
import type { ImportUnitOfWork } from '../../../src/core/import/import-unit-of-work.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import {
  aCatalogue,
  anImport,
  chunksOf,
  importedAuthors,
  importedMovies,
  importedSeries,
  installation,
  rowsOf,
  titles,
} from './importing.js';

const [one, other] = ['tt0000001', 'tt0000002'];

/** What was refused: lines, pointers, messages and codes. */
const refusalsOf = ({ refused }: ReturnType<typeof anImport>) =>
  refused.map(({ place, violations }) => [
    place.line,
    ...violations.map(({ pointer, message, code }) => `${pointer} ${message} (${code})`),
  ]);

const repeated = (field: string, value: string, place: string) =>
  `/${field} "${value}" was already imported from ${place} (repeated-row)`;

/** Rows between two others: enough for them to be in different batches, or in the same one. */
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

    it('that differ: keeps the first, and refuses the second with both places', async () => {
      const { refusals, counts, first } = await importTwo(
        { sourceId: 'S', title: 'First' },
        { sourceId: 'S', title: 'Second' },
      );
      expect(refusals).to.deep.equal([[last, repeated('sourceId', 'S', 'line 1')]]);
      expect(counts).to.deep.equal([distance + 1, 0, 0, 1]);
      expect(first).to.deep.include({ title: 'First', version: 1 });
    });

    it('that existed before, changed or unchanged by the first: refuses the second', async () => {
      for (const title of ['Stored', 'First']) {
        const catalogue = aCatalogue();
        await catalogue.movies.add(movieDraft({ sourceId: 'S', title: 'Stored' }));
        const { refusals, counts, first } = await importTwo(
          { sourceId: 'S', title },
          { sourceId: 'S', title: 'Second' },
          catalogue,
        );
        const isChanged = title === 'First';
        expect(refusals).to.deep.equal([[last, repeated('sourceId', 'S', 'line 1')]]);
        expect(counts).to.deep.equal([distance, isChanged ? 1 : 0, isChanged ? 0 : 1, 1]);
        expect(first).to.deep.include({ title, version: isChanged ? 2 : 1 });
      }
    });

    it('by one imdbId and two sourceIds: refuses the second', async () => {
      const { refusals } = await importTwo(
        { imdbId: one, sourceId: 'S', title: 'First' },
        { imdbId: one, sourceId: 'T', title: 'First' },
      );
      expect(refusals).to.deep.equal([[last, repeated('imdbId', one, 'line 1')]]);
    });

    it('by one sourceId and two imdbIds: refuses the second with the row that has the sourceId', async () => {
      const { refusals } = await importTwo(
        { imdbId: one, sourceId: 'S', title: 'First' },
        { imdbId: other, sourceId: 'S', title: 'Second' },
      );
      const message = 'another item of this kind has this source id, imported from line 1';
      expect(refusals).to.deep.equal([[last, `/sourceId ${message} (source-id-taken)`]]);
    });

    it('by different keys of that item: refuses the second', async () => {
      const catalogue = aCatalogue();
      await catalogue.movies.add(movieDraft({ imdbId: one, sourceId: 'S' }));
      const { refusals } = await importTwo(
        { imdbId: one, title: 'First' },
        { sourceId: 'S', title: 'Second' },
        catalogue,
      );
      expect(refusals).to.deep.equal([[last, repeated('sourceId', 'S', 'line 1')]]);
    });

    it('by the sourceId that an export makes: refuses the second', async () => {
      const catalogue = aCatalogue();
      const { id } = await catalogue.movies.add(movieDraft());
      const sourceId = `${installation}/${id}`;
      const { refusals } = await importTwo(
        { sourceId, title: 'First' },
        { sourceId, title: 'Second' },
        catalogue,
      );
      expect(refusals).to.deep.equal([[last, repeated('sourceId', sourceId, 'line 1')]]);
    });

    it('of two authors that do not exist: refuses the second, and creates only the first author', async () => {
      const catalogue = aCatalogue();
      const { refusals } = await importTwo(
        { sourceId: 'S', title: 'Same', author: 'One' },
        { sourceId: 'S', title: 'Same', author: 'Two' },
        catalogue,
      );
      expect(refusals).to.deep.equal([[last, repeated('sourceId', 'S', 'line 1')]]);
      expect((await catalogue.everyAuthor()).map(({ name }) => name)).to.deep.equal(['One']);
    });

    it('with the same values, or some of them: counts the second as unchanged', async () => {
      const whole = { sourceId: 'S', title: 'Same', genres: ['war', 'drama'], author: 'Somebody' };
      for (const second of [whole, { sourceId: 'S', title: 'Same' }]) {
        const { refusals, counts } = await importTwo(whole, second);
        expect(refusals).to.deep.equal([]);
        expect(counts).to.deep.equal([distance + 1, 0, 1, 0]);
      }
    });

    it('of which the first is invalid: imports the second', async () => {
      const { refusals, first, counts } = await importTwo(
        { sourceId: 'S', title: 7 },
        { sourceId: 'S', title: 'Second' },
      );
      expect(refusals).to.deep.equal([[1, '/title title must be a string, not 7 (string.base)']]);
      expect([first?.title, counts[0]]).to.deep.equal([distance === 0 ? 'Second' : '0', distance + 1]);
    });

    it('of which the second is invalid: refuses it with its violations', async () => {
      const { refusals } = await importTwo({ sourceId: 'S', title: 'First' }, { sourceId: 'S', title: 7 });
      expect(refusals).to.deep.equal([[last, '/title title must be a string, not 7 (string.base)']]);
    });

    it('of which the first gave the key away: imports the second as a new item', async () => {
      const catalogue = aCatalogue();
      await catalogue.movies.add(movieDraft({ imdbId: one, sourceId: 'S' }));
      const { refusals, counts } = await importTwo(
        { imdbId: one, sourceId: null },
        { sourceId: 'S', title: 'New' },
        catalogue,
      );
      expect([refusals, counts]).to.deep.equal([[], [distance + 1, 1, 0, 0]]);
    });
  });
}

describe('rows of one import', () => {
  it('about one item, in two files: are refused with the file of the first', async () => {
    const importing = anImport(aCatalogue().transactions);
    for (const file of ['authors.csv', 'authors.ndjson', 'authors.csv']) {
      const place = { file, line: 7 };
      const row = { place, fields: { sourceId: 'S', name: `From ${file}` } };
      await importing.into.run(importedAuthors, chunksOf([row], 1));
    }
    expect(refusalsOf(importing)).to.deep.equal([[7, repeated('sourceId', 'S', 'line 7 of authors.csv')]]);
    expect(importing.into.counts.authors).to.deep.include({ created: 1, unchanged: 1, refused: 1 });
  });

  it('with one key, of different kinds: are different items', async () => {
    const { into, refused } = anImport(aCatalogue().transactions);
    const rows = rowsOf({ imdbId: one, title: 'Both' });
    await into.run(importedMovies, chunksOf(rows, 1));
    await into.run(importedSeries, chunksOf(rows, 1));
    expect(refused).to.deep.equal([]);
    expect(into.counts.series).to.deep.include({ created: 1 });
  });

  it('of authors with one name and different keys: are different authors', async () => {
    const { into, refused } = anImport(aCatalogue().transactions);
    const rows = rowsOf({ sourceId: '1', name: 'Twin' }, { sourceId: '2', name: 'Twin', birthYear: 1900 });
    await into.run(importedAuthors, chunksOf(rows, 2));
    expect([refused, into.counts.authors?.created]).to.deep.equal([[], 2]);
  });

  it('that are tried again, or one at a time: are not refused as repeated', async () => {
    const { transactions, movies } = aCatalogue();
    await movies.add(movieDraft({ sourceId: '1' }));
    let attempts = 0;
    /** The first attempts are committed, and fail all the same. */
    const unheard: ImportUnitOfWork = {
      waitForInvalidation: async () => {},
      runStep: async (work) => {
        const result = await transactions.runStep(work);
        attempts += 1;
        if (attempts <= 4) throw new DomainError(attempts < 3 ? 'unavailable' : 'source-id-taken', 'unheard');
        return result;
      },
    };
    const { into, refused } = anImport(unheard);
    await into.run(importedMovies, chunksOf(titles(3), 3));
    expect([refused, into.counts.movies?.unchanged]).to.deep.equal([[], 3]);
  });

  it('imported a second time: are unchanged, and the same ones are refused', async () => {
    const { transactions, authors } = aCatalogue();
    await authors.add(authorDraft());
    const rows = rowsOf(
      { sourceId: '1', title: 'First' },
      { sourceId: '1', title: 'Second' },
      { sourceId: '2', title: 'Other' },
    );
    const results = [];
    for (let run = 1; run <= 2; run += 1) {
      const importing = anImport(transactions);
      await importing.into.run(importedMovies, chunksOf(rows, 3));
      const { created, unchanged } = importing.into.counts.movies ?? {};
      results.push([created, unchanged, refusalsOf(importing)]);
    }
    const refusals = [[2, repeated('sourceId', '1', 'line 1')]];
    expect(results).to.deep.equal([
      [2, 0, refusals],
      [0, 2, refusals],
    ]);
  });
});
