import { expect } from 'chai';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { aCatalogue, importedAuthors, importedMovies } from './importing.js';

const [composed, decomposed, spaced] = ['Amélie X', 'Ame\u0301lie X', 'Amélie\u00a0 X'];

describe('import rows whose keys and names have several forms', () => {
  it('a new item: is stored in one form, and matched by each', async () => {
    for (const sourceId of [decomposed, spaced]) {
      const { counts, everyMovie } = aCatalogue();
      expect(await counts(importedMovies, { sourceId, title: 'T' })).to.deep.equal([1, 0, 0, 0, 0]);
      expect((await everyMovie())[0]?.sourceId).to.equal(composed);
      for (const form of [composed, decomposed, spaced])
        expect(await counts(importedMovies, { sourceId: form, title: 'T' })).to.deep.equal([0, 0, 1, 0, 0]);
    }
  });

  it('an item stored in another form before: is matched by it, or composed, keeps it, and can be changed', async () => {
    for (const [sourceId, given] of [
      [decomposed, decomposed],
      [spaced, spaced],
      [decomposed, composed],
    ] as const) {
      const { counts, movies, everyMovie } = aCatalogue();
      await movies.add(movieDraft({ sourceId, title: 'T' }));
      const row = { sourceId: given, title: 'T' };
      expect(await counts(importedMovies, row)).to.deep.equal([0, 0, 1, 0, 0]);
      expect(await counts(importedMovies, { ...row, title: 'U' })).to.deep.equal([0, 1, 0, 0, 0]);
      expect((await everyMovie()).map((one) => [one.sourceId, one.title])).to.deep.equal([[sourceId, 'U']]);
    }
  });

  it('items whose keys differ only in form: are matched by their exact form, else by the form of new values', async () => {
    const { counts, movies, everyMovie } = aCatalogue();
    for (const sourceId of [decomposed, composed]) await movies.add(movieDraft({ sourceId }));
    const rows = [decomposed, composed].map((sourceId, i) => ({ sourceId, title: `${i}` }));
    expect(await counts(importedMovies, ...rows)).to.deep.equal([0, 2, 0, 0, 0]);
    expect((await everyMovie()).map(({ title }) => title)).to.deep.equal(['0', '1']);
    await counts(importedMovies, { sourceId: spaced, title: '2' });
    expect((await everyMovie()).map(({ title }) => title)).to.deep.equal(['0', '2']);
  });

  it('a key that is removed and used again within a batch: matches its new owner in each form', async () => {
    const { counts, movies, everyMovie } = aCatalogue();
    await movies.add(movieDraft({ imdbId: 'tt0000001', sourceId: decomposed, title: 'One' }));
    const rows = [
      { imdbId: 'tt0000001', sourceId: null },
      { sourceId: composed, title: 'Two' },
    ];
    expect(await counts(importedMovies, ...rows)).to.deep.equal([1, 1, 0, 0, 0]);
    expect((await everyMovie()).map((one) => [one.title, one.sourceId])).to.deep.equal([
      ['One', null],
      ['Two', composed],
    ]);
  });

  it('an author by name: is found in each form, an exact match first, and is created in one form', async () => {
    const { counts, authors, everyMovie, everyAuthor } = aCatalogue();
    const titled = (...names: string[]) =>
      names.map((author, i) => ({ sourceId: `${i}`, title: 'T', author }));
    expect(await counts(importedMovies, ...titled(spaced, decomposed, composed))).to.deep.equal([
      3, 0, 0, 0, 1,
    ]);
    expect((await everyAuthor()).map(({ name }) => name)).to.deep.equal([composed]);
    const { id } = await authors.add(authorDraft({ name: decomposed }));
    expect(await counts(importedMovies, ...titled(spaced, decomposed, composed))).to.deep.equal([
      0, 1, 2, 0, 0,
    ]);
    expect((await everyMovie()).map(({ authorId }) => authorId)).to.deep.equal([1, id, 1]);
  });

  it('an author stored decomposed: is found by the composed name, and by key', async () => {
    const { counts, authors, everyMovie } = aCatalogue();
    const { id } = await authors.add(authorDraft({ name: decomposed, sourceId: decomposed }));
    const rows = [
      { sourceId: '1', title: 'T', author: composed },
      { sourceId: '2', title: 'T', authorSourceId: composed },
    ];
    expect(await counts(importedMovies, ...rows)).to.deep.equal([2, 0, 0, 0, 0]);
    expect((await everyMovie()).map(({ authorId }) => authorId)).to.deep.equal([id, id]);
  });

  it('a stored value that is older than the rules: stays if a row changes another field', async () => {
    const { counts, authors, everyAuthor } = aCatalogue();
    await authors.add(authorDraft({ sourceId: 'a\u200bb', name: 'X\u202eY' }));
    const row = { sourceId: 'a\u200bb', name: 'X\u202eY', birthYear: 1900 };
    expect(await counts(importedAuthors, row)).to.deep.equal([0, 1, 0, 0, 0]);
    expect((await everyAuthor())[0]).to.deep.include(row);
  });

  it('a new value with hidden characters: is rejected for new and existing items', async () => {
    const { refusals, authors } = aCatalogue();
    await authors.add(authorDraft({ sourceId: '1' }));
    const rows = ['1', '2'].map((sourceId) => ({ sourceId, name: '\u200b' }));
    expect(await refusals(importedAuthors, ...rows)).to.deep.equal([
      [1, '/name string.hidden'],
      [2, '/name string.hidden'],
    ]);
  });
});
