import { expect } from 'chai';
import { type Kind, kindsOf, type OpenApi } from '../../../app/src/api/kinds.js';
import { fullest, isDifferent, lostFields, movedIds, referrersOf } from '../../../app/src/api/merging.js';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';

const document = openApiDocument(allRoutes, permissionTable({ publicReads: true }), 'access_token');
const kinds = kindsOf(document as unknown as OpenApi);
const movies = kinds.find(({ plural }) => plural === 'movies') as Kind;

describe('a merge at /app', () => {
  it('keeps the item with the most known fields; of several, the oldest', () => {
    const sparse = { id: 1, title: 'Persona', genres: [], externalIds: {}, createdAt: '2026' };
    const full = { id: 2, title: 'Persona', genres: ['drama'], releaseYear: 1966 };
    const asFull = { id: 3, title: 'Persona', genres: ['drama'], runtimeMinutes: 83 };
    expect(fullest(movies, [sparse, asFull, full])).to.equal(full);
    expect(fullest(movies, [])).to.equal(undefined);
  });

  it('moves the ids that the item lacks, the first one of each system, but none that has a separate field', () => {
    const stays = { externalIds: { tmdb: '1' } };
    const removed = [
      { externalIds: { tmdb: '2', trakt: 'a', imdb: 'tt1', source: 'x' } },
      { externalIds: { trakt: 'b', tvdb: '7' } },
    ];
    expect(movedIds(stays, removed)).to.deep.equal({ trakt: 'a', tvdb: '7' });
  });

  it('loses what only a removed item has', () => {
    const names = (stays: object, removed: object) =>
      lostFields(movies, stays as never, [removed as never]).map(({ name }) => name);
    expect(names({ title: 'A', genres: [], releaseYear: 1 }, { title: 'B', genres: ['war'] })).to.deep.equal([
      'genres',
    ]);
    expect(names({ description: null }, { description: 'Long', externalIds: { tmdb: '1' } })).to.deep.equal([
      'description',
    ]);
  });

  it('compares lists by their values, and takes an absent value for null', () => {
    expect(isDifferent('genres', [{ genres: ['war'] }, { genres: ['war'] }])).to.equal(false);
    expect(isDifferent('year', [{ year: null }, {}, { year: 1966 }])).to.equal(true);
  });

  it('counts what refers to an item, of every kind', () => {
    const named = referrersOf(kinds, 'authors').map(({ kind, field }) => `${kind.plural}.${field}`);
    expect(named).to.include.members(['movies.authorId', 'series.authorId']);
    expect(referrersOf(kinds, 'movies')).to.deep.equal([]);
  });
});
