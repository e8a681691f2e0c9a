import { expect } from 'chai';
import { authorDraft, movieDraft, seriesDraft } from '../../support/drafts.js';
import { aWorld, edited, oneKept } from './editing.js';
import { importedMovies, importedSeries } from './importing.js';

describe('import rows of items that were edited by hand', () => {
  it('keep the edited fields, also cleared ones, and change the others; again: are unchanged', async () => {
    const { movies, importMovies } = aWorld();
    const draft = movieDraft({ sourceId: '1', description: 'D', genres: ['war'] });
    const { id } = await edited(movies, draft, { title: 'Right', description: null, genres: ['drama'] });
    const row = { sourceId: '1', title: 'Wrong', description: 'D', genres: ['drama'], releaseYear: 1962 };
    const other = { sourceId: '2', title: 'New' };
    const kept = [
      '2 fields kept that were edited by hand; --overwrite replaces them',
      'movies: title: kept 1, not replaced by "Wrong" (file:1)',
      'movies: description: kept 1, not replaced by "D" (file:1)',
    ];
    expect(await importMovies(row, other)).to.deep.equal({ counts: [1, 1, 0], messages: [], kept });
    const stored = { title: 'Right', description: null, genres: ['drama'], releaseYear: 1962, version: 3 };
    expect(await movies.find(id)).to.deep.include(stored);
    expect(await importMovies(row, other)).to.deep.equal({ counts: [0, 0, 2], messages: [], kept });
    expect(await movies.find(id)).to.deep.include(stored);
  });

  it('keep each external id by itself: changed, added or removed ones stay, and new names are added', async () => {
    const { movies, importMovies, importOf } = aWorld();
    const draft = movieDraft({ sourceId: '1', externalIds: { source: '1', tmdb: '603', wikidata: 'Q1' } });
    const externalIds = { source: '1', tmdb: '604', netflix: 's1' };
    const { id } = await edited(movies, draft, { externalIds });
    const row = { sourceId: '1', externalIds: { tmdb: '603', wikidata: 'Q1', trakt: '9' } };
    expect(await importMovies(row)).to.deep.equal({
      counts: [0, 1, 0],
      messages: [],
      kept: [
        '2 fields kept that were edited by hand; --overwrite replaces them',
        'movies: externalIds.tmdb: kept 1, not replaced by "603" (file:1)',
        'movies: externalIds.wikidata: kept 1, not replaced by "Q1" (file:1)',
      ],
    });
    expect((await movies.find(id))?.externalIds).to.deep.equal({ ...externalIds, trakt: '9' });
    expect((await importMovies(row)).counts).to.deep.equal([0, 0, 1]);
    const filling = importOf(importedMovies, 'none');
    const filled = await filling({ sourceId: '1', externalIds: { trakt: '10', letterboxd: 'x' } });
    expect(filled).to.deep.equal({ counts: [0, 1, 0], messages: [], kept: [] });
    expect((await movies.find(id))?.externalIds).to.include({ trakt: '9', letterboxd: 'x' });
    expect((await importOf(importedMovies, 'all')(row)).kept).to.be.empty;
    expect((await movies.find(id))?.externalIds).to.include(row.externalIds);
    expect((await importMovies({ ...row, externalIds: { tmdb: '605' } })).kept).to.be.empty;
  });

  it('with an invalid value of an edited field: are not rejected for it', async () => {
    const { movies, authors, importMovies, everyAuthor } = aWorld();
    const { id: authorId } = await authors.add(authorDraft());
    const change = { releaseYear: 1962, authorId };
    const { id } = await edited(movies, movieDraft({ sourceId: '1' }), change);
    const row = { sourceId: '1', releaseYear: 'PG' };
    const rows = [{ author: 'Somebody else' }, { authorSourceId: 'unknown' }].map((by) => ({
      ...row,
      ...by,
    }));
    expect((await importMovies(...rows)).kept).to.deep.equal([
      '4 fields kept that were edited by hand; --overwrite replaces them',
      'movies: releaseYear: kept 2, not replaced by "PG" (file:1), "PG" (file:2)',
      'movies: author: kept 1, not replaced by "Somebody else" (file:1)',
      'movies: authorSourceId: kept 1, not replaced by "unknown" (file:2)',
    ]);
    expect(await movies.find(id)).to.include({ ...change, version: 2 });
    expect(await everyAuthor()).to.have.lengthOf(1);
    expect((await importMovies({ sourceId: '1', author: authorDraft().name })).kept).to.deep.equal([]);
    expect(await importMovies({ sourceId: '1', releaseYear: { year: 1963 } })).to.deep.equal({
      counts: [0, 0, 1],
      messages: [],
      kept: [oneKept, 'movies: releaseYear: kept 1, not replaced by an object (file:1)'],
    });
  });

  it('of a row that is rejected for another field: are not counted as kept', async () => {
    const { movies, importMovies } = aWorld();
    await edited(movies, movieDraft({ sourceId: '1' }), { title: 'Right' });
    const rows = ['constructor', 'edits', 'runtimeMinutes'].map((name) => ({
      sourceId: '1',
      title: 'Wrong',
      [name]: -1,
    }));
    const { counts, messages, kept } = await importMovies(...rows);
    expect([counts, messages.length, kept]).to.deep.equal([[0, 0, 0], 3, []]);
  });

  it('that contradict an edited value, kept or not in the row: are rejected with the name of its field', async () => {
    const { series, importOf } = aWorld();
    const change = { title: 'Right', releaseYear: 2010, seasons: 4 };
    await edited(series, seriesDraft({ sourceId: '1' }), change);
    const rows = [
      { sourceId: '1', releaseYear: 1999, endYear: 2005 },
      { sourceId: '1', title: 'Wrong', episodes: 3 },
    ];
    const { messages } = await importOf(importedSeries)(...rows);
    const tooFew = 'episodes must not be fewer than seasons';
    expect(messages).to.deep.equal([
      'endYear must not be before releaseYear (edited by hand: releaseYear)',
      `${tooFew} (edited by hand: seasons)`,
    ]);
    const overwriting = await importOf(importedSeries, 'all')({ sourceId: '1', seasons: 4, episodes: 3 });
    expect(overwriting.messages).to.deep.equal([tooFew]);
  });

  it('in a row that this installation exported after the edit: replace it, and stay edited', async () => {
    const { movies, importMovies } = aWorld();
    const before = await movies.add(movieDraft({ sourceId: '1', title: 'Typo' }));
    const after = await edited(movies, movieDraft({ sourceId: '2', title: 'Typo' }), { title: 'Right' });
    const first = (await movies.change(before.id, (one) => ({ ...one, title: 'Right' }))) ?? before;
    const second = (await movies.change(before.id, (one) => ({ ...one, releaseYear: 1962 }))) ?? before;
    const changed = { title: 'Exported', releaseYear: 1963 };
    for (const row of [
      before,
      { ...second, id: after.id },
      { ...second, createdAt: new Date(0).toISOString() },
      { ...second, updatedAt: new Date(Date.parse(second.updatedAt) + 1).toISOString() },
      { ...second, updatedAt: 'today' },
    ]) {
      const { version, ...exported } = row;
      expect((await importMovies({ ...exported, ...changed })).counts).to.deep.equal([0, 0, 1]);
    }
    const rowOf = ({ version, id, ...item }: typeof before) => ({ ...item, id: `${id}`, ...changed });
    // Of the two edits, the first one was exported.
    expect((await importMovies(rowOf(first))).kept).to.deep.equal([
      oneKept,
      'movies: releaseYear: kept 1, not replaced by 1963 (file:1)',
    ]);
    expect(await movies.find(before.id)).to.include({ title: 'Exported', releaseYear: 1962 });
    expect((await importMovies(rowOf(second))).counts).to.deep.equal([0, 1, 0]);
    expect((await importMovies({ sourceId: '1', title: 'Typo' })).kept).to.have.lengthOf(2);
    expect(await movies.find(before.id)).to.include(changed);
  });
});
