import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { problems } from '../../../src/adapters/http/problems.js';
import { textRule } from '../../../src/adapters/http/visible-text.js';
import { hasReleaseYear } from '../../../src/core/catalogue/duplicates.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';
import { kindsUnderTest } from '../../support/kinds-under-test.js';

// biome-ignore lint/suspicious/noExplicitAny: the validator proves the shape of the document
type Json = any;

const document: Json = openApiDocument(allRoutes, permissionTable({ publicReads: true }), 'access_token');
const operations = () =>
  allRoutes.map((route) => ({
    route,
    name: `${route.method} ${route.path}`,
    operation: document.paths[route.path][route.method],
  }));

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
    expect(content['application/octet-stream'].schema.maxLength).to.be.a('number');
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
      'id email visibleName role active emailVerified createdAt updatedAt'.split(' '),
    );
  });
});

describe('operation ids in the OpenAPI document', () => {
  it('begin with the verb of their method, and with no other one for the same action', () => {
    const verbs: Readonly<Record<string, RegExp>> = {
      get: /^(list|read|search|sync|export|check|download)(?![a-z])/,
      post: /^(create|register|log|refresh|request|reset|verify|invite|bulkUpdate|merge|start)(?![a-z])/,
      put: /^(replace|change|upload)(?![a-z])/,
      patch: /^update(?![a-z])/,
      delete: /^(remove|end|cancel)(?![a-z])/,
    };
    for (const { operationId, method } of allRoutes) {
      expect(operationId).to.match(/^[a-z][A-Za-z]+$/);
      expect(operationId).to.match(verbs[method] as RegExp);
    }
  });

  it('of every kind: are the same verbs with the name of the kind', () => {
    const idsOf = (plural: string) =>
      allRoutes.filter(({ path }) => path.split('/')[3] === plural).map((one) => one.operationId);
    const inWords = (ids: readonly string[], one: string, several: string) =>
      ids.map((id) => id.replace(several, 's').replace(one, ''));
    expect(idsOf('series')).to.include.members([
      'listSeries',
      'createSeries',
      'readSeries',
      'listSeriesVersions',
    ]);
    // Authors have neither an author nor a release year.
    const ofTitles = ['readAuthor', 'listYears'];
    const ofMovies = inWords(idsOf('movies'), 'Movie', 'Movies').filter((id) => !ofTitles.includes(id));
    expect(ofMovies).to.include.members(['lists', 'create', 'read', 'replace', 'update', 'remove']);
    expect(inWords(idsOf('authors'), 'Author', 'Authors')).to.include.members(ofMovies);
  });
});

describe('every route in the OpenAPI document', () => {
  it('ASVS 8.2.1: has a known permission, and requires a token unless guests have it', () => {
    const table = permissionTable({ publicReads: true });
    for (const { route, name, operation } of operations()) {
      if (route.permission === 'everybody') {
        expect(operation.security, name).to.deep.equal([]);
        continue;
      }
      const guests = table[route.permission].includes('guest');
      expect(operation.security, name).to.deep.equal([
        { bearer: [] },
        { cookie: [] },
        ...(guests ? [{}] : []),
      ]);
      expect(operation.description, name).to.include(`\`${route.permission}\``);
    }
  });

  it('documents 401 with its challenge, 500 and 503, and the request id of every response', () => {
    for (const { name, operation } of operations()) {
      expect(operation.responses, name).to.include.keys('401', '500', '503');
      expect(operation.responses[401].headers, name).to.have.property('WWW-Authenticate');
      expect(operation.responses[401].content, name).to.have.property('application/problem+json');
      for (const [status, response] of Object.entries<Json>(operation.responses))
        expect(response.headers, `${name} ${status}`).to.have.property('X-Request-Id');
    }
  });

  it('a search or a count: documents 429 with its headers; other reads of the catalogue do not', () => {
    const limited = operations().filter(
      ({ route, operation }) => route.permission === 'catalogue:read' && '429' in operation.responses,
    );
    const lists = kindsUnderTest.flatMap(({ plural, references }) => [
      plural,
      ...references.map(({ to }) => `${to}/{id}/${plural}`),
    ]);
    const years = kindsUnderTest.filter(hasReleaseYear).map(({ plural }) => `${plural}/years`);
    const paths = ['genres', 'search', ...lists, ...years];
    expect(limited.map(({ route }) => route.path)).to.have.members(paths.map((path) => `/api/v1/${path}`));
    for (const { name, operation } of limited)
      expect(operation.responses[429].headers, name).to.include.keys(
        'Retry-After',
        'RateLimit',
        'RateLimit-Policy',
      );
  });

  it('with a body: documents its errors', () => {
    for (const { route, name, operation } of operations()) {
      if (route.input.body === undefined) continue;
      expect(operation.responses, name).to.include.keys('400', '413', '415', '422');
      const mayBeLeftOut = ['post /api/v1/auth/refresh', 'post /api/v1/auth/logout'].includes(name);
      expect(operation.requestBody.required, name).to.equal(!mayBeLeftOut);
    }
  });

  it('RFC 7396, PATCH alone: accepts a merge patch too', () => {
    for (const { route, name, operation } of operations()) {
      const types = Object.keys(operation.requestBody?.content ?? {});
      const file = route.input.upload === undefined ? [] : ['application/octet-stream'];
      const wanted = route.input.body ? ['application/json'] : file;
      if (route.method === 'patch') wanted.push('application/merge-patch+json');
      expect(types, name).to.deep.equal(wanted);
    }
  });

  it('with parameters in its path: declares exactly those, and requires them', () => {
    for (const { route, name, operation } of operations()) {
      const inPath = operation.parameters.filter((parameter: Json) => parameter.in === 'path');
      expect(
        inPath.every(({ required }: Json) => required),
        name,
      ).to.equal(true);
      const names = inPath.map((parameter: Json) => `{${parameter.name}}`);
      expect(names, name).to.deep.equal(route.path.match(/\{\w+\}/g) ?? []);
    }
  });
});
