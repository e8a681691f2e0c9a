import { expect } from 'chai';
import { useService } from '../../support/service.js';

describe('the OpenAPI document of the catalogue:', () => {
  const service = useService();

  it('the document of /movies: has each sort and filter', async () => {
    const { paths, components } = (await service().call('GET', '/openapi.json')).body;
    const parameters: { name: string; description: string; schema: object }[] =
      paths['/api/v1/movies'].get.parameters;
    const named = Object.fromEntries(parameters.map((one) => [one.name, one]));
    expect(named).to.include.keys(
      'sort',
      'q',
      'genre',
      'authorId',
      'imdbId',
      'sourceId',
      'title.prefix',
      'releaseYear.gte',
    );
    expect(named.sort?.schema).to.deep.equal({ $ref: '#/components/schemas/MoviesSort' });
    expect(components.schemas.MoviesSort.enum).to.deep.equal(
      ['id', 'title', 'sortTitle', 'releaseYear', 'runtimeMinutes'].flatMap((field) => [field, `-${field}`]),
    );
    expect(named['releaseYear.gte']?.schema).to.deep.equal({ type: 'integer', minimum: 1870, maximum: 2100 });
    expect(named.genre?.description).to.match(/\bsort by id or releaseYear or title\b.*fewer items/);
    expect(named['releaseYear.lte']?.description).to.match(/\bgenre or authorId\b/);
  });
});
