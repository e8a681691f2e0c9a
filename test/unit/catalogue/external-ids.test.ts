import { expect } from 'chai';
import { dividedIds, maxExternalIds, patched } from '../../../src/core/catalogue/external-ids.js';
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
  it('that the other one has no name for, while there is room: become its ids', () => {
    const loser = authorDraft({ imdbId: 'nm0000001', externalIds: { tmdb: '1', viaf: '2', wikidata: 'Q3' } });
    const target = authorDraft({ externalIds: { tmdb: '9' } });
    const rest = { tmdb: '1' };
    expect(dividedIds(loser, target)).to.deep.equal({ moved: { viaf: '2', wikidata: 'Q3' }, rest });
    const full = authorDraft({ externalIds: many(maxExternalIds - 1) });
    const room = dividedIds(loser, full);
    expect([Object.keys(room.moved), Object.keys(room.rest)]).to.deep.equal([['tmdb'], ['viaf', 'wikidata']]);
  });
});
