import { expect } from 'chai';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { aWorld, edited, oneKept } from './editing.js';
import { importedMovies } from './importing.js';

describe('import rows of items that were edited by hand', () => {
  it('with --overwrite: replace edited values, and so do later imports; a field with an equal value still counts as edited', async () => {
    const { movies, importMovies, importOf } = aWorld();
    const change = { title: 'Right', releaseYear: 1962 };
    const { id } = await edited(movies, movieDraft({ sourceId: '1' }), change);
    const row = { sourceId: '1', title: 'Theirs', releaseYear: 1962 };
    expect(await importOf(importedMovies, 'all')(row)).to.deep.include({ counts: [0, 1, 0], kept: [] });
    expect(await importMovies({ ...row, title: 'Newer', releaseYear: 1963 })).to.deep.equal({
      counts: [0, 1, 0],
      messages: [],
      kept: [oneKept, 'movies: releaseYear: kept 1, not replaced by 1963 (file:1)'],
    });
    expect(await movies.find(id)).to.include({ title: 'Newer', releaseYear: 1962 });
  });
});

describe('import rows with --keep-existing', () => {
  it('fills empty fields, and changes no others; fields that were cleared by hand stay empty', async () => {
    const { movies, authors, importOf } = aWorld();
    const { id: authorId } = await authors.add(authorDraft());
    const filled = { title: 'Ours', genres: ['war'], releaseYear: 1962, authorId } as const;
    const ids = [
      await edited(movies, movieDraft({ ...filled, genres: ['war'], sourceId: '1', description: 'D' }), {
        description: null,
      }),
      await movies.add(movieDraft({ sourceId: '2', runtimeMinutes: null })),
    ].map(({ id }) => id);
    const row = {
      title: 'Theirs',
      genres: ['drama'],
      releaseYear: 'PG',
      author: 'X',
      description: 'D',
      runtimeMinutes: 90,
    };
    const importMovies = importOf(importedMovies, 'none');
    const result = await importMovies(
      { ...row, sourceId: '1' },
      { ...row, sourceId: '2', releaseYear: 1950 },
    );
    expect(result).to.deep.equal({
      counts: [0, 1, 1],
      messages: [],
      kept: [oneKept, 'movies: description: kept 1, not replaced by "D" (file:1)'],
    });
    const [first, second] = await movies.findAll(ids);
    expect(first).to.deep.include({ ...filled, description: null, version: 2 });
    expect(second).to.deep.include({
      title: 'Cléo from 5 to 7',
      genres: ['drama'],
      releaseYear: 1950,
      runtimeMinutes: 90,
    });
  });

  it('of two rows about a new item, adjacent or not: imports the first, and counts the second as unchanged', async () => {
    const { importOf, everyMovie } = aWorld();
    const importMovies = importOf(importedMovies, 'none');
    const rows = (sourceId: string) => ['First', 'Second'].map((title) => ({ sourceId, title }));
    expect((await importMovies(...rows('1'))).counts).to.deep.equal([1, 0, 1]);
    const [first, second] = rows('2');
    const between = Array.from({ length: 2_500 }, (_, i) => ({ sourceId: `b${i}`, title: 'B' }));
    const { counts } = await importMovies({ ...first }, ...between, { ...second });
    expect(counts).to.deep.equal([2_501, 0, 1]);
    expect((await everyMovie()).filter(({ title }) => title === 'Second')).to.deep.equal([]);
  });
});
