import { expect } from 'chai';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { aCatalogue, anImport, chunksOf, importedMovies, rowsOf, titles } from './importing.js';

/** Nested too deep for a recursive function. */
const deep = (open: string, inner: string, close: string) =>
  JSON.parse(`${open.repeat(100_000)}${inner}${close.repeat(100_000)}`);
const nested = { 'arrays in arrays': deep('[', '', ']'), 'objects in objects': deep('{"a":', '1', '}') };
/** As many as a line can contain. */
const wide = {
  'half a million values': Array.from({ length: 500_000 }, () => 0),
  '20,000 keys': Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, 0])),
};

describe('import rows of a malicious file', () => {
  for (const [what, value] of Object.entries({ ...nested, ...wide })) {
    it(`with ${what} for any field, of new and existing items: rejects these rows, and imports the others`, async () => {
      const { transactions, movies, authors } = aCatalogue();
      await movies.add(movieDraft({ imdbId: 'tt0000001', genres: ['war'] }));
      await authors.add(authorDraft({ name: 'Somebody' }));
      const fields = 'title genres releaseYear author authorId authorImdbId sourceId else'.split(' ');
      const hostile = ['tt0000001', 'tt0000002'].flatMap((imdbId) =>
        fields.map((field) => ({ imdbId, [field]: value })),
      );
      const { into, refused } = anImport(transactions);
      await into.run(importedMovies, chunksOf(titles(10), 10));
      // From the second time on, they are validated early.
      for (let time = 1; time <= 2; time += 1)
        await into.run(importedMovies, chunksOf([...rowsOf(...hostile), ...titles(10)], 100));
      expect(into.counts.movies).to.deep.include({ created: 10, changed: 0, unchanged: 20 });
      expect(refused).to.have.lengthOf(2 * hostile.length);
      for (const { violations } of refused) expect(violations.length).to.be.within(1, 100);
    });
  }

  it('with such values instead of fields: rejects the row', async () => {
    const { refusals } = aCatalogue();
    const rows = Object.values(wide).map((value) => ({ ...value, sourceId: 'x' }));
    expect(await refusals(importedMovies, ...rows)).to.deep.equal([
      [1, ' too-many-values'],
      [2, ' too-many-values'],
    ]);
  });

  it('with very many rows in a chunk, as after an unclosed quote in CSV: imports all', async () => {
    const { transactions } = aCatalogue();
    const { into } = anImport(transactions);
    const place = { file: 'file', line: 1 };
    const unread = Array.from({ length: 600_000 }, () => ({ place, violations: [] }));
    await into.run(importedMovies, chunksOf(unread, unread.length));
    expect(into.counts.movies?.refused).to.equal(600_000);
  });
});
