import { expect } from 'chai';
import {
  breakingChanges,
  type OpenApiDocument,
  saysBreaking,
} from '../../../scripts/openapi/breaking-changes.js';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';

// biome-ignore lint/suspicious/noExplicitAny: the tests change the document anywhere
type Json = any;

const text = JSON.stringify(
  openApiDocument(allRoutes, permissionTable({ publicReads: true }), 'access_token'),
);

/** The breaking changes that a change of the document causes, without the operations. */
const changesOf = (change: (document: Json) => void): string[] => {
  const [before, after] = [JSON.parse(text), JSON.parse(text)] as [OpenApiDocument, OpenApiDocument];
  change(after);
  return [...new Set(breakingChanges(before, after).map((one) => one.replace(/^[A-Z]+ [^ ]+: /, '')))];
};

const path = '/api/v1/genres';
const operation = { operationId: 'x', responses: {} };

describe('a change of the OpenAPI document', () => {
  it('that changes nothing, or adds what clients can ignore: breaks no client', () => {
    for (const change of [
      () => {},
      (document: Json) => {
        document.paths['/api/v1/new'] = { get: operation };
      },
      ({ components: { schemas } }: Json) => {
        schemas.Genre.enum.push('noir');
        schemas.User.properties.city = { type: 'string' };
        schemas.AuthorDraft.properties.city = { type: 'string' };
        schemas.AuthorDraft.properties.name.maxLength = 400;
        schemas.Movie.properties.releaseYear.type = 'integer';
      },
      ({ paths }: Json) => {
        paths[path].get.parameters.push({ name: 'city', in: 'query', schema: { type: 'string' } });
        paths[path].get.responses[418] = { description: 'A teapot.' };
        paths[path].get.description = 'Other words.';
      },
    ])
      expect(changesOf(change)).to.deep.equal([]);
  });

  it('that removes an operation, a parameter, a response, a header or a field, or changes an id: breaks clients', () => {
    const { paths, components } = { paths: path, components: 'User' };
    for (const [change, expected] of [
      [(one: Json) => delete one.paths[paths], 'removed'],
      [(one: Json) => delete one.paths[paths].get.responses[200], '200: removed'],
      [(one: Json) => delete one.paths[paths].get.responses[200].headers['X-Cache'], '200 X-Cache: removed'],
      [(one: Json) => one.paths[paths].get.parameters.splice(0), 'Cache-Control: removed'],
      [(one: Json) => delete one.components.schemas.Genres.properties.items, '200.items: removed'],
      [(one: Json) => Object.assign(one.paths[paths].get, { operationId: 'y' }), 'its id is y'],
      [(one: Json) => one.paths[paths].get.security.pop(), 'closed to guests'],
      [(one: Json) => one.components.schemas[components].required.splice(0, 1), '200.active: optional'],
    ] as const)
      expect(changesOf(change)).to.include(expected);
  });

  it('that accepts less in a request: breaks clients', () => {
    const draft = (one: Json) => one.components.schemas.AuthorDraft;
    for (const [change, expected] of [
      [(one: Json) => draft(one).required.push('imdbId'), 'body.imdbId: required'],
      [(one: Json) => delete draft(one).properties.birthYear, 'body.birthYear: removed'],
      [(one: Json) => (draft(one).properties.birthYear.type = 'integer'), 'body.birthYear: no longer null'],
      [(one: Json) => (draft(one).properties.name.maxLength = 100), 'body.name: maxLength is 100'],
      [(one: Json) => (draft(one).properties.birthYear.minimum = 0), 'body.birthYear: minimum is 0'],
      [(one: Json) => (draft(one).properties.name.pattern = '^A'), 'body.name: another pattern'],
      [(one: Json) => one.components.schemas.Genre.enum.pop(), 'genre[]: western is no longer allowed'],
      [(one: Json) => (one.paths['/api/v1/search'].get.parameters[1].required = true), 'kind: required'],
      [
        (one: Json) => (one.paths['/api/v1/auth/refresh'].post.requestBody.required = true),
        'its body is required',
      ],
    ] as const)
      expect(changesOf(change)).to.include(expected);
  });

  it('that returns other types in a response: breaks clients', () => {
    const nullable = (one: Json) =>
      (one.components.schemas.User.properties.visibleName.type = ['string', 'null']);
    expect(changesOf(nullable)).to.include('200.visibleName: may be null');
    const fewer = (one: Json) => one.components.schemas.SearchResults.properties.items.items.anyOf.pop();
    expect(changesOf(fewer)).to.include('200.items[]: other alternatives');
  });
});

describe('a version', () => {
  it('announces a change that breaks clients by its first number, or before 1.0 by its second one', () => {
    for (const [version, expected] of [
      ['0.1.0', false],
      ['0.1.1', false],
      ['0.2.0', true],
      ['1.0.0', true],
    ] as const)
      expect(saysBreaking('0.1.0', version), version).to.equal(expected);
    expect(saysBreaking('1.4.0', '1.5.0')).to.equal(false);
    expect(saysBreaking('1.4.0', '2.0.0')).to.equal(true);
  });
});
