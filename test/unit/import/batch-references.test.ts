import { expect } from 'chai';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { aCatalogue, importedMovies, installation } from './importing.js';

const titled = (sourceId: string, fields: object) => ({ title: `Title ${sourceId}`, sourceId, ...fields });

describe('import titles with their authors', () => {
  it('by name: finds the oldest of that name, and creates a missing author one time', async () => {
    const { counts, authors, everyMovie, everyAuthor } = aCatalogue();
    const { id: oldest } = await authors.add(authorDraft({ name: 'Known' }));
    await authors.add(authorDraft({ name: 'Known' }));
    const rows = [
      titled('1', { author: 'Known' }),
      titled('2', { author: 'New' }),
      titled('3', { author: 'New' }),
    ];
    expect(await counts(importedMovies, ...rows)).to.deep.equal([3, 0, 0, 0, 1]);
    const made = (await everyAuthor()).at(-1);
    expect(made).to.deep.include({ ...authorDraft({ name: 'New' }) });
    expect((await everyMovie()).map(({ authorId }) => authorId)).to.deep.equal([oldest, made?.id, made?.id]);
    expect(await counts(importedMovies, ...rows)).to.deep.equal([0, 0, 3, 0, 0]);
  });

  it('by key: finds by imdbId, by sourceId, and by the sourceId that our exports make', async () => {
    const { counts, authors, everyMovie } = aCatalogue();
    const drafts = [{ imdbId: 'nm0000001' }, { sourceId: 'S' }, {}].map((keys) => authorDraft(keys));
    const ids = await authors.addAll(drafts);
    const rows = [
      titled('1', { authorImdbId: 'nm0000001', authorSourceId: 'other', author: 'Whoever' }),
      titled('2', { authorSourceId: 'S' }),
      titled('3', { authorSourceId: `${installation}/${ids[2]}` }),
    ];
    expect(await counts(importedMovies, ...rows)).to.deep.equal([3, 0, 0, 0, 0]);
    expect((await everyMovie()).map(({ authorId }) => authorId)).to.deep.equal(ids);
  });

  it('by an unknown key: creates the author if the row is valid and has a name, else rejects the row', async () => {
    const { batch, everyAuthor } = aCatalogue();
    const { created, authors, rejected } = await batch(
      importedMovies,
      titled('1', { authorImdbId: 'nm0000001', authorSourceId: 'S', author: 'Named' }),
      titled('2', { authorImdbId: 'nm0000002' }),
      titled('3', { authorSourceId: 'T' }),
      titled('4', { authorSourceId: 'S' }),
      titled('5', { author: 'Of an invalid row', releaseYear: 1 }),
      { title: 'No key', author: 'Of an invalid row' },
    );
    expect([created, authors]).to.deep.equal([2, 1]);
    expect(await everyAuthor()).to.have.length(1);
    expect((await everyAuthor())[0]).to.deep.include({ name: 'Named', imdbId: 'nm0000001', sourceId: 'S' });
    expect(
      rejected.map(({ place, violations }) => [place.line, violations[0]?.pointer, violations[0]?.code]),
    ).to.deep.equal([
      [2, '/authorImdbId', 'author-not-found'],
      [3, '/authorSourceId', 'author-not-found'],
      [5, '/releaseYear', 'number.min'],
      [6, '/sourceId', 'no-key'],
    ]);
  });

  it('by id: finds an existing author, and rejects an unknown id; with another field: uses that one', async () => {
    const { refusals, authors, everyMovie } = aCatalogue();
    const { id } = await authors.add(authorDraft({ name: 'Right' }));
    const rows = [
      titled('1', { authorId: id }),
      titled('2', { authorId: id + 1 }),
      titled('3', { authorId: 'x' }),
      // An id is only valid in its own database.
      titled('4', { authorId: id + 5, author: 'Right' }),
      titled('5', { authorId: id, author: null, authorImdbId: null, authorSourceId: null }),
    ];
    expect(await refusals(importedMovies, ...rows)).to.deep.equal([
      [2, '/authorId author-not-found'],
      [3, '/authorId number.base'],
    ]);
    expect((await everyMovie()).map(({ authorId }) => authorId)).to.deep.equal([id, id, id]);
  });

  it('with null: clears the author; without the field: keeps the author', async () => {
    const { counts, authors, movies, everyMovie } = aCatalogue();
    const { id: authorId } = await authors.add(authorDraft());
    await movies.addAll(['1', '2'].map((sourceId) => movieDraft({ title: 'T', sourceId, authorId })));
    const rows = [
      { sourceId: '1', title: 'T' },
      { sourceId: '2', author: null, authorImdbId: null },
    ];
    expect(await counts(importedMovies, ...rows)).to.deep.equal([0, 1, 1, 0, 0]);
    expect((await everyMovie()).map((one) => one.authorId)).to.deep.equal([authorId, null]);
  });

  it('with an invalid value: rejects the row with the field', async () => {
    const { refusals } = aCatalogue();
    const rows: [field: string, ...values: unknown[]][] = [
      ['author', 7, 'a\nb', 'x'.repeat(201), 'x'.repeat(301), ' x'],
      ['authorImdbId', ['nm0000001'], 'tt0000001'],
      ['authorSourceId', 'a\0'],
    ];
    for (const [field, ...values] of rows)
      for (const value of values) {
        const [found, ...others] = await refusals(importedMovies, titled('1', { [field]: value }));
        expect([String(found?.[1]).split(' ')[0], others]).to.deep.equal([`/${field}`, []]);
      }
  });
});
