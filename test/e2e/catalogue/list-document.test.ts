import { expect } from 'chai';
import { useService } from '../../support/service.js';

describe('the document of lists', () => {
  const service = useService();

  it('the document: of /movies: has each sort and filter, and what goes with it', async () => {
    const { paths } = (await service().call('GET', '/openapi.json')).body;
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
    expect(named.sort?.schema).to.deep.equal({
      type: 'string',
      enum: ['id', '-id', 'title', '-title', 'releaseYear', '-releaseYear'],
    });
    expect(named['releaseYear.gte']?.schema).to.deep.equal({ type: 'integer', minimum: 1870, maximum: 2100 });
    expect(named.genre?.description).to.include('Goes with sort by id or releaseYear.');
    expect(named['releaseYear.lte']?.description).to.include('also with genre or authorId');
  });
});
