import { expect } from 'chai';
import { generatedSchemas } from '../../support/generated-schemas.js';
import { useService } from '../../support/service.js';
import { kinds, useReferencedItems, withoutIds } from './kinds.js';

describe('the OpenAPI document of the catalogue:', () => {
  const service = useService();
  useReferencedItems(service);

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

  it('PATCH through a generated zod client: one field of a complete item: does not change other fields', async () => {
    const schemas = await generatedSchemas((await service().call('GET', '/openapi.json')).body, '/^PATCH /');
    const patches = {
      authors: { schema: schemas.zAuthorPatch, patch: { biography: 'Photographer, then director.' } },
      movies: { schema: schemas.zMoviePatch, patch: { runtimeMinutes: 175 } },
      series: { schema: schemas.zSeriesPatch, patch: { seasons: 3 } },
    };
    const token = await service().tokenAs('moderator');
    const { id: authorId } = await service().author();
    for (const { plural, isTitle, full } of kinds) {
      const item = await service().create(plural, { ...withoutIds(full), ...(isTitle && { authorId }) });
      const { schema, patch } = patches[plural];
      const { status, body } = await service().call('PATCH', `/api/v1/${plural}/${item.id}`, {
        token,
        body: schema?.parse(patch),
      });
      expect(status).to.equal(200);
      expect(body).to.deep.equal({ ...item, ...patch, updatedAt: body.updatedAt });
    }
  });
});
