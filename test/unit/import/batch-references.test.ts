import { expect } from 'chai';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { aCatalogue, importedMovies, installation } from './importing.js';

const titled = (sourceId: string, fields: object) => ({ title: `Title ${sourceId}`, sourceId, ...fields });

describe('import titles with their authors', () => {
  it('by name: finds the eldest of that name, and creates a missing author once', async () => {
    const { counts, authors, everyMovie, everyAuthor } = aCatalogue();
    const { id: eldest } = await authors.add(authorDraft({ name: 'Known' }));
    await authors.add(authorDraft({ name: 'Known' }));
    const rows = [
      titled('1', { author: 'Known' }),
      titled('2', { author: 'New' }),
      titled('3', { author: 'New' }),
    ];
    expect(await counts(importedMovies, ...rows)).to.deep.equal([3, 0, 0, 0, 1]);
    const made = (await everyAuthor()).at(-1);
    expect(made).to.deep.include({ ...authorDraft({ name: 'New' }) });
    expect((await everyMovie()).map(({ authorId }) => authorId)).to.deep.equal([eldest, made?.id, made?.id]);
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

  it('by an unknown key: creates the author if the row has a name, else refuses the row', async () => {
    const { batch, everyAuthor } = aCatalogue();
    const { created, authors, rejected } = await batch(
      importedMovies,
      titled('1', { authorImdbId: 'nm0000001', authorSourceId: 'S', author: 'Named' }),
      titled('2', { authorImdbId: 'nm0000002' }),
      titled('3', { authorSourceId: 'T' }),
      titled('4', { authorSourceId: 'S' }),
    );
    expect([created, authors]).to.deep.equal([2, 1]);
    expect(await everyAuthor()).to.have.length(1);
    expect((await everyAuthor())[0]).to.deep.include({ name: 'Named', imdbId: 'nm0000001', sourceId: 'S' });
    expect(
      rejected.map(({ place, violations }) => [place.line, violations[0]?.pointer, violations[0]?.code]),
    ).to.deep.equal([
      [2, '/authorImdbId', 'author-not-found'],
      [3, '/authorSourceId', 'author-not-found'],
    ]);
  });

  it('of a refused row: creates no author', async () => {
    const { counts, everyAuthor } = aCatalogue();
    const rows = [titled('1', { author: 'New', releaseYear: 1 }), { title: 'No key', author: 'New too' }];
    expect(await counts(importedMovies, ...rows)).to.deep.equal([0, 0, 0, 2, 0]);
    expect(await everyAuthor()).to.deep.equal([]);
  });

  it('by id: finds an existing author, and refuses an unknown id', async () => {
    const { refusals, authors, everyMovie } = aCatalogue();
    const { id } = await authors.add(authorDraft());
    const rows = [
      titled('1', { authorId: id }),
      titled('2', { authorId: id + 1 }),
      titled('3', { authorId: 'x' }),
    ];
    expect(await refusals(importedMovies, ...rows)).to.deep.equal([
      [2, '/authorId author-not-found'],
      [3, '/authorId number.base'],
    ]);
    expect((await everyMovie()).map(({ authorId }) => authorId)).to.deep.equal([id]);
  });

  it('by id and by another field: uses the other field, since an id is only valid in its own database', async () => {
    const { counts, authors, everyMovie } = aCatalogue();
    const { id } = await authors.add(authorDraft({ name: 'Right' }));
    const rows = [
      titled('1', { authorId: id + 5, author: 'Right' }),
      titled('2', { authorId: id, author: null, authorImdbId: null, authorSourceId: null }),
    ];
    expect(await counts(importedMovies, ...rows)).to.deep.equal([2, 0, 0, 0, 0]);
    expect((await everyMovie()).map(({ authorId }) => authorId)).to.deep.equal([id, id]);
  });

  it('with null: clears the author; without the field: keeps the author', async () => {
    const { counts, authors, movies } = aCatalogue();
    const { id: authorId } = await authors.add(authorDraft());
    const [left, cleared] = await movies.addAll(
      ['1', '2'].map((sourceId) => movieDraft({ title: 'T', sourceId, authorId })),
    );
    const rows = [
      { sourceId: '1', title: 'T' },
      { sourceId: '2', author: null, authorImdbId: null },
    ];
    expect(await counts(importedMovies, ...rows)).to.deep.equal([0, 1, 1, 0, 0]);
    expect([await movies.find(left as number), await movies.find(cleared as number)]).to.deep.include.members(
      [],
    );
    expect((await movies.find(left as number))?.authorId).to.equal(authorId);
    expect((await movies.find(cleared as number))?.authorId).to.equal(null);
  });

  it('with invalid values: refuses the row with the invalid fields', async () => {
    const { refusals } = aCatalogue();
    const rows = [
      { author: 7 },
      { author: 'a\nb' },
      { author: 'x'.repeat(201) },
      { author: 'x'.repeat(301) },
      { author: ' x' },
      { authorImdbId: ['nm0000001'] },
      { author: 'X', authorImdbId: 'tt0000001' },
      { authorSourceId: 'a\0' },
    ].map((fields, i) => titled(`${i}`, fields));
    const found = await refusals(importedMovies, ...rows);
    expect(found.map(([line, what]) => `${line} ${String(what).split(' ')[0]}`)).to.deep.equal([
      '1 /author',
      '2 /author',
      '3 /author',
      '4 /author',
      '5 /author',
      '6 /authorImdbId',
      '7 /authorImdbId',
      '8 /authorSourceId',
    ]);
  });
});
