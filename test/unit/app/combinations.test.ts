import { expect } from 'chai';
import fc from 'fast-check';
import { nearestSupported, sortsWith } from '../../../app/src/api/combinations.js';
import { type Kind, kindsOf, type OpenApi } from '../../../app/src/api/kinds.js';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';

const document = openApiDocument(allRoutes, permissionTable({ publicReads: true }), 'access_token');
const kinds = kindsOf(document as unknown as OpenApi);
const kindNamed = (plural: string) => kinds.find((kind) => kind.plural === plural) as Kind;
const movies = kindNamed('movies');

describe('the kinds that the page at /app draws', () => {
  it('have their fields, in the order of the document, with how each is entered', () => {
    const types = Object.fromEntries(movies.draft.map(({ name, type }) => [name, type]));
    expect(types).to.deep.include({
      title: 'text',
      releaseYear: 'integer',
      genres: 'choices',
      description: 'longText',
      authorId: 'reference',
      externalIds: 'map',
    });
    expect(movies.draft.find(({ name }) => name === 'genres')?.options).to.include('drama');
    expect(movies.draft.filter(({ isRequired }) => isRequired).map(({ name }) => name)).to.deep.equal([
      'title',
    ]);
    expect(movies.fields.map(({ name }) => name)).to.include.members(['id', 'createdAt', 'updatedAt']);
  });
});

describe('the query of a list at /app', () => {
  const query = (filters: Record<string, unknown>, changed?: string, sort = 'id') =>
    nearestSupported(movies, { sort, filters }, changed);

  it('that is supported: stays as it is', () => {
    expect(query({ genre: ['drama'] }, 'genre')).to.deep.equal({ sort: 'id', filters: { genre: ['drama'] } });
    expect(query({}, undefined, '-title')).to.deep.equal({ sort: '-title', filters: {} });
  });

  it('with filters that have an index in another order: is sorted by that', () => {
    const filters = { genre: ['drama'], 'releaseYear.gte': 1990 };
    expect(query(filters, 'releaseYear.gte')).to.deep.equal({ sort: 'releaseYear', filters });
  });

  it('with a filter that goes with no other: loses the others', () => {
    const { filters } = query(
      { genre: ['drama'], 'releaseYear.gte': 1990, missing: 'description' },
      'missing',
    );
    expect(filters).to.deep.equal({ missing: 'description' });
  });

  it('with a text to search for: keeps the filters that a search has; any other filter ends the search', () => {
    const filters = { q: 'stalker', genre: ['drama'], missing: 'description' };
    expect(query(filters, 'q').filters).to.deep.equal({ q: 'stalker', genre: ['drama'] });
    expect(query(filters, 'missing').filters).to.deep.equal({ missing: 'description' });
  });

  it('of any kind, after any change: is one that the service supports, and keeps the change', () => {
    const names = (kind: Kind) => [
      ...new Set(kind.combinations.flatMap((one) => [...one.filters, ...one.optionalFilters])),
    ];
    for (const kind of kinds)
      fc.assert(
        fc.property(fc.subarray(names(kind), { minLength: 1 }), fc.nat(), (filters, n) => {
          const changed = filters[n % filters.length] as string;
          const given = Object.fromEntries(filters.map((name) => [name, 'x']));
          const made = nearestSupported(kind, { sort: 'id', filters: given }, changed);
          expect(made.filters).to.have.property(changed);
          expect(sortsWith(kind, made.filters)).to.include(made.sort);
        }),
      );
  });
});
