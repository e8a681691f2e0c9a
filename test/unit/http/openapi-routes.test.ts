import { expect } from 'chai';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';
import { type Json, operations } from './whole-document.js';

describe('operation ids in the OpenAPI document', () => {
  it('begin with the verb of their method, and with no other one for the same action', () => {
    const verbs: Readonly<Record<string, RegExp>> = {
      get: /^(list|read|search|sync|export|check|download)(?![a-z])/,
      post: /^(create|register|log|refresh|request|reset|verify|confirm|invite|bulkUpdate|merge|start)(?![a-z])/,
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
        { accessToken: [] },
        ...(['account:own', 'users:manage'].includes(route.permission) ? [] : [{ apiKey: [] }]),
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

  it('documents 429 with its headers, and the limit of API keys in every response that they can get', () => {
    const limit = ['RateLimit', 'RateLimit-Policy'];
    for (const { route, name, operation } of operations()) {
      expect(operation.responses[429].headers, name).to.include.keys('Retry-After', ...limit);
      const isClosed = route.permission === 'account:own' || route.permission === 'users:manage';
      for (const [status, response] of Object.entries<Json>(operation.responses)) {
        const isForKeys = !isClosed || status === '403' || status === '429';
        const documented = limit.filter((header) => header in response.headers);
        expect(documented, `${name} ${status}`).to.deep.equal(isForKeys ? limit : []);
      }
    }
  });

  it('with a body: documents its errors', () => {
    for (const { route, name, operation } of operations()) {
      if (route.input.body === undefined) continue;
      expect(operation.responses, name).to.include.keys('400', '413', '415', '422');
      const optional = [
        'post /api/v1/auth/refresh',
        'post /api/v1/auth/logout',
        'delete /api/v1/users/me',
        'post /api/v1/users/me/totp',
        'delete /api/v1/users/me/totp',
      ];
      expect(operation.requestBody.required, name).to.equal(!optional.includes(name));
    }
  });

  it('RFC 7396, only PATCH: also accepts a merge patch', () => {
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
