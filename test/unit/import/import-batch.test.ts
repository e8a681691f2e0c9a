import { expect } from 'chai';
import { movieDraft } from '../../support/drafts.js';
import { aCatalogue, importedMovies, importedSeries } from './importing.js';

const [one, other] = ['tt0000001', 'tt0000002'];

describe('import rows', () => {
  it('of new items: creates each, with the defaults of the schema; a second time: changes nothing', async () => {
    const { counts, everyMovie } = aCatalogue();
    const rows = [
      { title: 'One', imdbId: one, genres: ['war', 'drama'] },
      { title: 'Two', sourceId: '2', description: null },
    ];
    expect(await counts(importedMovies, ...rows)).to.deep.equal([2, 0, 0, 0, 0]);
    const drafts = [
      movieDraft({ runtimeMinutes: null, title: 'One', imdbId: one, genres: ['war', 'drama'] }),
      movieDraft({ runtimeMinutes: null, title: 'Two', sourceId: '2' }),
    ];
    const before = await everyMovie();
    expect(await counts(importedMovies, ...rows)).to.deep.equal([0, 0, 2, 0, 0]);
    expect(await everyMovie()).to.deep.equal(before);
    for (const [i, item] of before.entries()) expect(item).to.deep.include(drafts[i]);
  });

  it('of existing items: changes the fields of the row, clears null ones, keeps others, ignores ids and times', async () => {
    const { counts, movies } = aCatalogue();
    const { id } = await movies.add(
      movieDraft({ imdbId: one, description: 'ours', releaseYear: 1999, genres: ['war', 'drama'] }),
    );
    const row = { imdbId: one, title: 'New', releaseYear: null, genres: ['drama', 'war'] };
    const ignored = { id: 77, createdAt: 'then', updatedAt: 'later' };
    expect(await counts(importedMovies, { ...row, ...ignored })).to.deep.equal([0, 1, 0, 0, 0]);
    expect(await movies.find(id)).to.deep.include({ ...row, description: 'ours', version: 2 });
  });

  it('with an imdbId and a sourceId: match by the first, else by the second', async () => {
    const { counts, movies } = aCatalogue();
    const byImdb = await movies.add(movieDraft({ imdbId: one, sourceId: 'old' }));
    const bySource = await movies.add(movieDraft({ sourceId: 'kept' }));
    const rows = [
      { imdbId: one, sourceId: 'new' },
      { imdbId: other, sourceId: 'kept' },
    ];
    expect(await counts(importedMovies, ...rows)).to.deep.equal([0, 2, 0, 0, 0]);
    expect(await movies.find(byImdb.id)).to.deep.include({ imdbId: one, sourceId: 'new' });
    expect(await movies.find(bySource.id)).to.deep.include({ imdbId: other, sourceId: 'kept' });
  });

  it('with a sourceId of an item with another imdbId: are rejected', async () => {
    const { refusals, movies } = aCatalogue();
    await movies.add(movieDraft({ imdbId: one }));
    await movies.add(movieDraft({ imdbId: other, sourceId: 'taken' }));
    const rows = [
      { imdbId: one, sourceId: 'taken' },
      { imdbId: 'tt0000003', sourceId: 'taken', title: 'Three' },
    ];
    expect(await refusals(importedMovies, ...rows)).to.deep.equal([
      [1, '/sourceId source-id-taken'],
      [2, '/sourceId source-id-taken'],
    ]);
  });

  it('without a valid key: are rejected', async () => {
    const { refusals } = aCatalogue();
    const rows = [{}, { imdbId: null, sourceId: null }, { imdbId: 7 }, { sourceId: 'a\0' }, { sourceId: '' }];
    const found = await refusals(importedMovies, ...rows.map((row) => ({ title: 'X', ...row })));
    expect(found).to.deep.equal([
      [1, '/sourceId no-key'],
      [2, '/sourceId no-key'],
      [3, '/sourceId no-key', '/imdbId string.base'],
      [4, '/sourceId no-key', '/sourceId string.pattern.name'],
      [5, '/sourceId no-key', '/sourceId string.empty'],
    ]);
  });

  it('that are invalid: are rejected with all violations, and the others are imported', async () => {
    const { batch, everyMovie } = aCatalogue();
    const { created, rejected } = await batch(
      importedMovies,
      { title: 'Good', sourceId: '1' },
      { title: 7, releaseYear: '1999', sourceId: '2', x: 1 },
      { title: 'Good too', sourceId: '3' },
    );
    expect([created, (await everyMovie()).map(({ title }) => title)]).to.deep.equal([
      2,
      ['Good', 'Good too'],
    ]);
    expect(
      rejected.map(({ place, violations }) => [place, violations.map(({ pointer }) => pointer)]),
    ).to.deep.equal([[{ file: 'file', line: 2 }, ['/title', '/releaseYear', '/x']]]);
  });

  it('that break a rule across fields, also of stored ones: are rejected', async () => {
    const { refusals, series, batch } = aCatalogue();
    await batch(importedSeries, { title: 'X', sourceId: '1', releaseYear: 2000 });
    const rows = [
      { title: 'Y', sourceId: '2', seasons: 2, episodes: 1 },
      { sourceId: '1', endYear: 1999 },
    ];
    expect(await refusals(importedSeries, ...rows)).to.deep.equal([
      [1, '/episodes too-few-episodes'],
      [2, '/endYear years-reversed'],
    ]);
    expect((await series.find(1))?.endYear).to.equal(null);
  });
});
