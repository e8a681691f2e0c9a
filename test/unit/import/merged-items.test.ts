import { expect } from 'chai';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import { movieDraft } from '../../support/drafts.js';
import { aCatalogue, importedMovies } from './importing.js';

const [one, other] = ['tt0000001', 'tt0000002'];

/** A catalogue, and a function that adds two movies with these keys and merges the first into the second. */
const aCatalogueWithMerges = () => {
  const catalogue = aCatalogue();
  const { movies } = catalogue;
  const merge = async (loser: Partial<Movie>, winner: Partial<Movie>) => {
    const { id } = await movies.add(movieDraft({ title: 'Loser', ...loser }));
    const { id: into } = await movies.add(movieDraft({ title: 'Winner', ...winner }));
    await movies.merge(id, into, () => {});
    return into;
  };
  const titleOf = async (id: number) => (await movies.find(id))?.title;
  return { ...catalogue, merge, titleOf };
};

describe('import a row with a key of a movie that was merged, which the one that stays has now,', () => {
  const row = { title: 'Row', imdbId: one, sourceId: 'b' };

  it('and with a key that this one had before the merge: changes it', async () => {
    const { counts, merge, titleOf } = aCatalogueWithMerges();
    const into = await merge({ imdbId: one, sourceId: 'a' }, { sourceId: 'b' });
    expect(await counts(importedMovies, { ...row, sourceId: 'a' })).to.deep.equal([0, 0, 1, 0, 0]);
    expect(await counts(importedMovies, row)).to.deep.equal([0, 1, 0, 0, 0]);
    expect(await titleOf(into)).to.equal('Row');
  });

  it('and with a key of a movie that was merged elsewhere, which a person gave to this one: changes it', async () => {
    const { counts, movies, merge, titleOf } = aCatalogueWithMerges();
    const into = await merge({ imdbId: one }, { sourceId: 'w' });
    await merge({ sourceId: 'b' }, { sourceId: 'c' });
    await movies.change(into, (current) => ({ ...current, sourceId: 'b' }));
    expect(await counts(importedMovies, row)).to.deep.equal([0, 1, 0, 0, 0]);
    expect(await titleOf(into)).to.equal('Row');
  });

  it('and with a key of a movie that was merged into a third one, which has that key now: is rejected', async () => {
    const { refusals, merge, titleOf } = aCatalogueWithMerges();
    const winners = [await merge({ imdbId: one }, {}), await merge({ sourceId: 'b' }, {})];
    expect(await refusals(importedMovies, row)).to.deep.equal([[1, '/sourceId source-id-taken']]);
    expect(await Promise.all(winners.map(titleOf))).to.deep.equal(['Winner', 'Winner']);
  });
});

describe('import a row with the sourceId of a movie that was merged', () => {
  it('and a new imdbId: creates a movie, and a second row with that sourceId is about this one', async () => {
    const { counts, merge } = aCatalogueWithMerges();
    await merge({ imdbId: one, sourceId: 'a' }, { imdbId: other, sourceId: 'b' });
    const created = { title: 'New', imdbId: 'tt0000003', sourceId: 'a' };
    const second = { title: 'Different', sourceId: 'a' };
    expect(await counts(importedMovies, second)).to.deep.equal([0, 0, 1, 0, 0]);
    expect(await counts(importedMovies, created, second)).to.deep.equal([1, 0, 0, 1, 0]);
  });
});
