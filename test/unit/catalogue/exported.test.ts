import { expect } from 'chai';
import { author as authorKind } from '../../../src/core/catalogue/author.js';
import { exportedItem } from '../../../src/core/catalogue/exported.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';

const installation = '3f0c1b1e-6f0a-4b52-9c1c-3d1c4e1d2a10';
const stored = (id: number) => ({
  id,
  version: 3,
  createdAt: '2026-11-25T17:00:00.000Z',
  updatedAt: '2026-11-25T18:00:00.000Z',
});
const movieOf = (overrides: Parameters<typeof movieDraft>[0] = {}) => ({
  ...movieDraft(overrides),
  ...stored(17),
});
const authorOf = (overrides: Parameters<typeof authorDraft>[0] = {}) => ({
  ...authorDraft(overrides),
  ...stored(7),
});

const references = [{ reference: { field: 'authorId', to: 'authors' }, to: authorKind }];

describe('an exported item', () => {
  for (const [keys, sourceId] of [
    [{}, `${installation}/17`],
    [{ imdbId: 'tt0055852' }, null],
    [{ sourceId: 'Q1110233' }, 'Q1110233'],
    [{ imdbId: 'tt0055852', sourceId: 'Q1110233' }, 'Q1110233'],
  ] as const) {
    it(`with the keys ${JSON.stringify(keys)}: has the sourceId ${sourceId}, and the rest as it is`, () => {
      const movie = movieOf(keys);
      expect(exportedItem(movie, [], installation)).to.deep.equal({ ...movie, sourceId });
    });
  }

  it('of a title: has the name and the sourceId that its author is exported with', () => {
    const author = authorOf();
    const row = exportedItem(Object.assign(movieOf({ authorId: 7 }), { author }), references, installation);
    expect(row).to.deep.equal({
      ...movieOf({ authorId: 7 }),
      sourceId: `${installation}/17`,
      author: 'Agnès Varda',
      authorImdbId: null,
      authorSourceId: exportedItem(author, [], installation).sourceId,
    });
    expect(row.authorSourceId).to.equal(`${installation}/7`);
  });

  it('of a title whose author has keys: has those, and makes none; without an author: has null for each', () => {
    const named = { author: 'Agnès Varda', authorImdbId: 'nm0889513', authorSourceId: null };
    const nobody = { author: null, authorImdbId: null, authorSourceId: null };
    for (const [author, columns] of [
      [authorOf({ imdbId: 'nm0889513' }), named],
      [null, nobody],
    ] as const)
      expect(exportedItem(Object.assign(movieOf(), { author }), references, installation)).to.include(
        columns,
      );
  });
});
