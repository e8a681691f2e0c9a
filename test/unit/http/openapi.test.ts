import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import { problems } from '../../../src/adapters/http/problems.js';
import { textRule } from '../../../src/adapters/http/visible-text.js';
import { allRoutes } from '../../support/all-routes.js';
import { kindsUnderTest } from '../../support/kinds-under-test.js';
import { document, type Json, operations } from './whole-document.js';

/** Returns every value of a key at any depth. */
const everyValue = (key: string, inside: unknown = document): unknown[] =>
  typeof inside !== 'object' || inside === null
    ? []
    : Object.entries(inside).flatMap(([name, value]) => [
        ...(name === key ? [value] : []),
        ...everyValue(key, value),
      ]);

interface Enum {
  readonly enum: readonly string[];
  readonly 'x-enum-varnames'?: readonly string[];
}

/** Returns every schema with a list of texts as its values. */
const everySchemaWithEnum = (inside: unknown = document): Enum[] =>
  typeof inside !== 'object' || inside === null
    ? []
    : [
        ...('enum' in inside && typeof (inside as Enum).enum[0] === 'string' ? [inside as Enum] : []),
        ...Object.values(inside).flatMap(everySchemaWithEnum),
      ];

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1: all references resolve, and all schemas are used', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).to.deep.equal({ valid: true });
    expect(validator.version).to.equal('3.1');
    const references = everyValue('$ref').map(String);
    expect(references).not.to.be.empty;
    for (const reference of references) {
      const steps = reference.replace(/^#\//, '').split('/');
      const found = steps.reduce((inside: Json, step) => inside?.[step], document);
      expect(found, reference).to.be.an('object');
    }
    const schemas = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    for (const schema of schemas) expect(references).to.include(schema);
  });

  it('has an x-kind on the list of each kind, and on no other operation, with what a page needs to draw it', () => {
    const described = operations().flatMap(({ name, operation }) =>
      operation['x-kind'] ? [[name, operation['x-kind']]] : [],
    );
    expect(described.map(([name]) => name)).to.have.members(
      kindsUnderTest.map(({ plural }) => `get /api/v1/${plural}`),
    );
    const { combinations, ...movies } = Object.fromEntries(described)['get /api/v1/movies'];
    expect(movies).to.deep.include({
      name: 'movie',
      plural: 'movies',
      namedBy: 'title',
      references: [{ field: 'authorId', to: 'authors' }],
    });
    expect(combinations).to.deep.include({
      filters: ['genre'],
      optionalFilters: ['releaseYear', 'releaseYear.gte', 'releaseYear.lte'],
      sort: ['releaseYear', '-releaseYear'],
    });
    expect(movies.searchFilters).to.include('genre').and.to.not.include('missing');
  });

  it('has the columns of files of each kind on the creation of an import, and the limit of the file', () => {
    const named = Object.fromEntries(operations().map(({ name, operation }) => [name, operation]));
    const columns = named['post /api/v1/imports']['x-columns'];
    expect(Object.keys(columns)).to.have.members(kindsUnderTest.map(({ plural }) => plural));
    expect(columns.movies).to.include.members(['title', 'imdbId', 'author', 'authorSourceId']);
    const { content } = named['put /api/v1/imports/{id}/file'].requestBody;
    expect(content['application/octet-stream'].schema['x-max-bytes']).to.be.a('number');
  });

  it('has descriptions without accidental Markdown lists, headings or quotations, and the rule for text', () => {
    expect(document.info.description).to.include(textRule);
    const texts = everyValue('description').filter((value) => typeof value === 'string');
    expect(texts.length).to.be.greaterThan(100);
    expect(texts.filter((text) => /^\s*([-*+#>]|\d+[.)])\s/.test(text))).to.deep.equal([]);
  });

  it('has enums whose values are names of constants, or have such names: generated clients make them of these', () => {
    const enums = everySchemaWithEnum();
    expect(enums).to.have.length.above(20);
    for (const { enum: values, 'x-enum-varnames': names = values } of enums) {
      const constants = names.map((one) => one.replace(/\W/g, '_').toUpperCase());
      expect(new Set(constants).size).to.equal(values.length);
      for (const constant of constants) expect(constant).to.match(/^[A-Z]/);
    }
  });

  it('has an id per operation, and declares every tag, every code and its cookie', () => {
    const ids = everyValue('operationId', document.paths);
    expect([ids.length, new Set(ids).size]).to.deep.equal([allRoutes.length, allRoutes.length]);
    const declared = document.tags.map(({ name }: { name: string }) => name);
    expect(new Set(declared).size).to.equal(declared.length);
    expect(new Set(operations().flatMap(({ operation }) => operation.tags))).to.deep.equal(new Set(declared));
    const { schemas, securitySchemes } = document.components;
    expect(schemas.ProblemCode.enum).to.have.members(Object.keys(problems));
    expect(securitySchemes.cookie).to.include({ in: 'cookie', name: 'access_token' });
  });

  it('ASVS 15.3.1/15.3.3 allows no unknown key in a body, and has no hash of an account', () => {
    const bodies = operations().flatMap(
      ({ operation }) => operation.requestBody?.content['application/json'] ?? [],
    );
    expect(bodies).not.to.be.empty;
    for (const { schema } of bodies) {
      const name = schema.$ref.split('/').at(-1);
      expect(document.components.schemas[name].additionalProperties, name).to.equal(false);
    }
    expect(Object.keys(document.components.schemas.User.properties)).to.have.members(
      'id email visibleName role active emailVerified pendingEmail secondFactor createdAt updatedAt'.split(
        ' ',
      ),
    );
  });
});
