import { expect } from 'chai';
import { fingerprintedBody } from '../../../src/adapters/http/catalogue/fingerprinted-body.js';

describe('the body that an Idempotency-Key is remembered with', () => {
  it('with the defaults of fields that 0.1.0 does not know: lacks these; with other values: has them', () => {
    const old = { title: 'Cléo', imdbId: 'tt0055852', sourceId: null };
    for (const [added, expected] of [
      [{ externalIds: {}, sortTitle: null }, {}],
      [{ externalIds: { imdb: 'tt0055852' } }, {}],
      [
        { externalIds: { imdb: 'tt0055852', tmdb: '499' }, sortTitle: 'Cleo' },
        { externalIds: { tmdb: '499' }, sortTitle: 'Cleo' },
      ],
    ])
      expect(fingerprintedBody({ ...old, ...added })).to.deep.equal({ ...old, ...expected });
  });
});
