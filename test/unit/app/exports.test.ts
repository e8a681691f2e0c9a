import { expect } from 'chai';
import { type Export, exportAddress, exportedQuery, exportOf } from '../../../app/src/api/exports.js';
import { type Kind, kindsOf, type OpenApi } from '../../../app/src/api/kinds.js';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';

const document = openApiDocument(
  allRoutes,
  permissionTable({ publicReads: true }),
  'access_token',
) as unknown as OpenApi;
const movies = kindsOf(document).find(({ plural }) => plural === 'movies') as Kind;
const source = exportOf(document, movies) as Export;

describe('the export of a list at /app', () => {
  it('has the formats and options of the document', () => {
    expect(source.formats).to.deep.equal(['csv', 'ndjson']);
    expect(source.options.map(({ name, type }) => [name, type])).to.deep.equal([
      ['delimiter', 'choice'],
      ['bom', 'boolean'],
    ]);
  });

  it('has the filters and the sort of the list', () => {
    const query = { sort: '-releaseYear', filters: { genre: ['drama', 'war'], 'releaseYear.gte': 1990 } };
    const { query: exported, leftOut } = exportedQuery(movies, source, query);
    expect([exported, leftOut]).to.deep.equal([query, []]);
    const address = exportAddress(source, exported, { format: 'csv', delimiter: ';', bom: true });
    expect(Object.fromEntries(new URL(address, 'http://localhost').searchParams)).to.deep.equal({
      format: 'csv',
      delimiter: ';',
      bom: 'true',
      genre: 'drama,war',
      'releaseYear.gte': '1990',
      sort: '-releaseYear',
    });
  });

  it('of a search: names the search as left out, and keeps the filters that a list supports without it', () => {
    const search = { q: 'heat', genre: ['drama'], 'releaseYear.gte': 1990 };
    expect(exportedQuery(movies, source, { sort: 'id', filters: search })).to.deep.equal({
      query: { sort: 'releaseYear', filters: { genre: ['drama'], 'releaseYear.gte': 1990 } },
      leftOut: ['q'],
    });
    const both = { q: 'heat', authorId: 7, genre: ['drama'] };
    expect(exportedQuery(movies, source, { sort: 'id', filters: both }).leftOut).to.deep.equal([
      'q',
      'authorId',
    ]);
  });
});
