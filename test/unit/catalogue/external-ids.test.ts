import { expect } from 'chai';
import { maxExternalIds, movedIds, patched, withMoreIds } from '../../../src/core/catalogue/external-ids.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`system-${i}`, 'x']));

describe('a patch of external ids', () => {
  const movie = movieDraft({ imdbId: 'tt0055852', externalIds: { tmdb: '499', wikidata: 'Q1' } });

  it('of some names: keeps the others, null removes, and all are sorted', () => {
    const { externalIds } = patched(movie, { externalIds: { douban: '7', tmdb: null as never } });
    expect(Object.entries(externalIds)).to.deep.equal([
      ['douban', '7'],
      ['imdb', 'tt0055852'],
      ['wikidata', 'Q1'],
    ]);
  });

  it('of imdbId and sourceId: changes imdb and source', () => {
    const { externalIds } = patched(movie, { imdbId: null, sourceId: 'S' });
    expect(externalIds).to.deep.equal({ tmdb: '499', wikidata: 'Q1', source: 'S' });
  });

  it('with more than the maximum together: is rejected; the maximum is not', () => {
    expect(() => patched(movie, { externalIds: many(maxExternalIds - 3) })).not.to.throw();
    expect(() => patched(movie, { externalIds: many(maxExternalIds - 2) }))
      .to.throw('at most 20 external ids')
      .with.nested.property('violations[0].pointer', '/externalIds');
  });
});

describe('the external ids of a merged author', () => {
  const loser = authorDraft({ imdbId: 'nm0000001', sourceId: 'S', externalIds: { tmdb: '1', viaf: '2' } });

  it('that the other one has no name for, while there is room: become its ids, those of fields first', () => {
    const target = authorDraft({ imdbId: 'nm0000002', externalIds: { tmdb: '9' } });
    expect(movedIds(loser, target)).to.deep.equal({ source: 'S', viaf: '2' });
    expect(movedIds(loser, authorDraft())).to.deep.equal({
      imdb: 'nm0000001',
      source: 'S',
      tmdb: '1',
      viaf: '2',
    });
    for (const [room, names] of [
      [3, ['imdb', 'source', 'tmdb']],
      [1, ['imdb']],
      [0, []],
    ] as const)
      expect(
        Object.keys(movedIds(loser, authorDraft({ externalIds: many(maxExternalIds - room) }))),
      ).to.deep.equal(names);
  });

  it('added to an item: are in its fields, too, if it has them', () => {
    const ids = { imdb: 'nm0000001', source: 'S', viaf: '2' };
    expect(withMoreIds(authorDraft({ externalIds: { tmdb: '9' } }), ids)).to.deep.equal(
      authorDraft({ imdbId: 'nm0000001', sourceId: 'S', externalIds: { ...ids, tmdb: '9' } }),
    );
    expect(withMoreIds({ sourceId: null, externalIds: {} }, ids)).to.deep.equal({
      sourceId: 'S',
      externalIds: ids,
    });
  });
});
