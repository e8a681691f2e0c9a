import { expect } from 'chai';
import type { Item } from '../../../src/core/catalogue/kind.js';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { aCatalogue, importedAuthors, importedMovies, installation } from './importing.js';

/** An author with these keys that was merged into another one. */
const merged = async (keys: { imdbId?: string; sourceId?: string }) => {
  const catalogue = aCatalogue();
  const { id } = await catalogue.authors.add(authorDraft({ name: 'A. Varda', ...keys }));
  const { id: into } = await catalogue.authors.add(authorDraft({ name: 'Agnès Varda' }));
  await catalogue.authors.merge(id, into, () => {});
  return { ...catalogue, id, into };
};

describe('import rows about an author that was merged', () => {
  for (const [what, stored, row] of [
    ['imdbId', { imdbId: 'nm0000001', sourceId: 'a' }, { imdbId: 'nm0000001' }],
    ['sourceId', { sourceId: 'e\u0301' }, { sourceId: 'é' }],
    ['sourceId, with a new imdbId', { sourceId: 'a' }, { imdbId: 'nm0000002', sourceId: 'a' }],
    ['id, as an export has it', {}, { imdbId: null, sourceId: `${installation}/1` }],
  ] as const) {
    it(`with its ${what}: are unchanged, and so are titles that name it so; its authorId means the other author`, async () => {
      const { counts, movies, everyAuthor, everyMovie, id, into } = await merged(stored);
      const unchanged = [0, 0, 1, 0, 0];
      expect(await counts(importedAuthors, { name: 'A. Varda', ...row })).to.deep.equal(unchanged);
      await movies.add(movieDraft({ title: 'Cléo', sourceId: 'm', authorId: into }));
      const title = {
        title: 'Cléo',
        sourceId: 'm',
        author: 'A. Varda',
        authorImdbId: what === 'imdbId' ? row.imdbId : null,
        authorSourceId: 'sourceId' in row ? row.sourceId : null,
      };
      expect(await counts(importedMovies, title)).to.deep.equal(unchanged);
      expect((await everyMovie()).map(({ authorId, version }) => [authorId, version])).to.deep.equal([
        [into, 1],
      ]);
      expect((await everyAuthor()).map(({ name }) => name)).to.deep.equal(['Agnès Varda']);
      await counts(importedMovies, { title: 'Lola', sourceId: 'n', authorId: id });
      expect((await everyMovie()).at(-1)?.authorId).to.equal(into);
    });
  }

  it('with a key that a third author has now: are about that one', async () => {
    const { counts, authors, everyMovie, into } = await merged({ imdbId: 'nm0000001', sourceId: 'a' });
    await authors.change(into, (current) => ({ ...current, imdbId: 'nm0000002' }));
    const { id } = await authors.add(authorDraft({ name: 'New', imdbId: 'nm0000001' }));
    const row = { name: 'Newer', imdbId: 'nm0000001' };
    expect(await counts(importedAuthors, row)).to.deep.equal([0, 1, 0, 0, 0]);
    await counts(importedMovies, { title: 'Cléo', sourceId: 'm', authorImdbId: 'nm0000001' });
    expect((await everyMovie()).map(({ authorId }) => authorId)).to.deep.equal([id]);
  });

  it('with only its sourceId, and another imdbId than both had: are rejected', async () => {
    const { refusals } = await merged({ imdbId: 'nm0000001', sourceId: 'a' });
    const row = { name: 'Other', imdbId: 'nm0000003', sourceId: 'a' };
    expect(await refusals(importedAuthors, row)).to.deep.equal([[1, '/sourceId source-id-taken']]);
  });

  it('after the other author was removed: create a new author', async () => {
    const { counts, authors, into } = await merged({ imdbId: 'nm0000001' });
    await authors.remove(into, () => {});
    expect(await counts(importedAuthors, { name: 'A. Varda', imdbId: 'nm0000001' })).to.deep.equal([
      1, 0, 0, 0, 0,
    ]);
  });
});

describe('import a row about a movie that was merged', () => {
  it('with one of its keys: is unchanged', async () => {
    const { counts, movies, everyMovie } = aCatalogue();
    const { id } = await movies.add(movieDraft({ title: 'Cleo', imdbId: 'tt0000001', sourceId: 'a' }));
    const { id: into } = await movies.add(movieDraft({ title: 'Cléo' }));
    await movies.merge(id, into, () => {});
    for (const keys of [{ imdbId: 'tt0000001' }, { sourceId: 'a' }])
      expect(await counts(importedMovies, { title: 'Cleo', ...keys })).to.deep.equal([0, 0, 1, 0, 0]);
    expect((await everyMovie()).map(({ title }) => title)).to.deep.equal(['Cléo']);
  });
});

describe('import the file of two movies that were merged again', () => {
  const viaf = <Id extends string | null>(id: Id) => ({ externalIds: { viaf: id } });
  const loser = { title: 'Cleo', imdbId: 'tt0000001', sourceId: 'a', ...viaf('1') };
  for (const [what, winner] of [
    ['no key that the other had', { title: 'Cléo', imdbId: null, sourceId: 'b', ...viaf(null) }],
    ['another sourceId', { title: 'Cléo', imdbId: null, sourceId: 'b', ...viaf('2') }],
    ['another imdbId', { title: 'Cléo', imdbId: 'tt0000002', sourceId: null, ...viaf(null) }],
  ] as const) {
    const twoMerged = async () => {
      const catalogue = aCatalogue();
      const rows = [loser, winner];
      const counts = (changed: object = winner) => catalogue.counts(importedMovies, loser, changed);
      expect(await catalogue.counts(importedMovies, ...rows)).to.deep.equal([2, 0, 0, 0, 0]);
      const [id = 0, into = 0] = (await catalogue.everyMovie()).map((movie) => movie.id);
      await catalogue.movies.merge(id, into, () => {});
      return { ...catalogue, counts, into, kept: (await catalogue.movies.find(into)) as Item<Movie> };
    };

    it(`where the one that stays has ${what}: is unchanged, and so after a second merge`, async () => {
      const { counts, movies, into, kept } = await twoMerged();
      expect(await counts()).to.deep.equal([0, 0, 2, 0, 0]);
      expect(await movies.find(into)).to.deep.equal(kept);
      const { id: last } = await movies.add(movieDraft({ title: 'Cléo de 5 à 7', sourceId: 'c' }));
      await movies.merge(into, last, () => {});
      const final = await movies.find(last);
      expect(final?.imdbId).to.equal(kept.imdbId);
      expect(await counts()).to.deep.equal([0, 0, 2, 0, 0]);
      expect(await movies.find(last)).to.deep.equal(final);
    });

    it(`where the one that stays has ${what}: changes it by a row with a key of its own, or that was exported from it`, async () => {
      const { counts, movies, into, kept } = await twoMerged();
      expect(await counts({ ...winner, title: 'By key' })).to.deep.equal([0, 1, 1, 0, 0]);
      const { id, createdAt, updatedAt, imdbId, sourceId } = (await movies.find(into)) as Item<Movie>;
      const exported = { id, createdAt, updatedAt, imdbId, sourceId, title: 'By export' };
      expect(await counts(exported)).to.deep.equal([0, 1, 1, 0, 0]);
      expect(await movies.find(into)).to.include({ title: 'By export', imdbId: kept.imdbId });
    });
  }

  it('where the one that stays had no key: changes it only by a row that was exported from it', async () => {
    const { counts, movies } = aCatalogue();
    const { id } = await movies.add(movieDraft(loser));
    const { id: into, createdAt } = await movies.add(movieDraft({ title: 'Cléo' }));
    await movies.merge(id, into, () => {});
    const row = { title: 'By export', imdbId: loser.imdbId, sourceId: loser.sourceId };
    for (const other of [{}, { id, createdAt }, { id: into, createdAt: '2000-01-01T00:00:00.000Z' }])
      expect(await counts(importedMovies, { ...row, ...other })).to.deep.equal([0, 0, 1, 0, 0]);
    expect(await counts(importedMovies, { ...row, id: into, createdAt })).to.deep.equal([0, 1, 0, 0, 0]);
  });
});

describe('import rows without keys of their own', () => {
  it('of an export of this installation: match by the id in the sourceId, which is not stored', async () => {
    const { counts, authors } = aCatalogue();
    const { id } = await authors.add(authorDraft({ name: 'Keyless' }));
    const row = { name: 'Keyless', imdbId: null, sourceId: `${installation}/${id}` };
    expect(await counts(importedAuthors, row)).to.deep.equal([0, 0, 1, 0, 0]);
    expect(await counts(importedAuthors, { ...row, name: 'Renamed' })).to.deep.equal([0, 1, 0, 0, 0]);
    expect(await authors.find(id)).to.deep.include({ name: 'Renamed', sourceId: null });
  });

  it('of an export of this installation, whose item was removed: are created with the sourceId', async () => {
    const { counts, everyAuthor } = aCatalogue();
    const row = { name: 'Gone', sourceId: `${installation}/7` };
    expect(await counts(importedAuthors, row)).to.deep.equal([1, 0, 0, 0, 0]);
    expect(await counts(importedAuthors, row)).to.deep.equal([0, 0, 1, 0, 0]);
    expect((await everyAuthor()).map(({ sourceId }) => sourceId)).to.deep.equal([row.sourceId]);
  });

  it('with another sourceId: do not read an id from it', async () => {
    const ids = ['x', '0', '1.5', '01', '1e0', '0x1', ' 1'].map((id) => `${installation}/${id}`);
    for (const sourceId of ['another/1', ...ids]) {
      const { counts, authors } = aCatalogue();
      await authors.add(authorDraft());
      expect(await counts(importedAuthors, { name: 'New', sourceId }), sourceId).to.deep.equal([
        1, 0, 0, 0, 0,
      ]);
    }
  });
});
