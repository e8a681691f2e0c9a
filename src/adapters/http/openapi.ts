import type Joi from 'joi';
import type { PermissionTable } from '../../core/identity/permissions.js';
import { apiBase } from './api-base.js';
import { Components, exampleOf, type Json, jsonSchema, problemSchema } from './openapi-schemas.js';
import { problemCodes } from './problem-codes.js';
import { problems } from './problems.js';
import type { AnyRoute, Output, RequestHeader } from './route.js';
import { textRule } from './visible-text.js';

const headerDescriptions: Readonly<Record<string, string>> = {
  'Content-Disposition': 'attachment, with a name for the file.',
  ETag: 'Made of the version; send it as If-Match or If-None-Match.',
  'Idempotency-Replayed': 'true: this is the first answer once more.',
  Link: 'rel="next": the next page.',
  Location: 'Where the new thing is.',
  RateLimit: 'What is left of the limit, and for how many seconds (draft-ietf-httpapi-ratelimit-headers-11).',
  'RateLimit-Policy': 'The limit that was reached: its quota and its window in seconds.',
  'Retry-After': 'Seconds.',
  'Set-Cookie': 'The tokens, with transport cookie; or their removal.',
  'WWW-Authenticate': 'A Bearer challenge (RFC 6750).',
  'X-Cache':
    'hit, miss (read from the database, and kept), or bypass (read from the database, and not kept).',
  'X-Request-Id': 'Stands in every log line of this request.',
};

const headers = (names: readonly string[] = []) =>
  Object.fromEntries(
    ['X-Request-Id', ...names].map((name) => [
      name,
      { description: headerDescriptions[name], schema: { type: 'string' } },
    ]),
  );

/** What comes with a problem, by its status. */
const problemHeaders: Readonly<Record<number, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  429: ['Retry-After', 'RateLimit-Policy', 'RateLimit'],
  503: ['Retry-After'],
};

const problemResponses = (route: AnyRoute): Json => {
  const codes = problemCodes(route);
  const statuses = [...new Set(codes.map((code) => problems[code].status))].filter(
    (s) => !(s in route.output),
  );
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: codes.filter((code) => problems[code].status === status).join(', '),
        headers: headers(problemHeaders[status]),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
};

const noCache = { 'Cache-Control': { description: 'no-cache reads past the cache.' } };

const parameters = ({ input: { params, query, headers = {} }, dependsOn }: AnyRoute): Json[] => {
  const wanted: Readonly<Record<string, RequestHeader>> = { ...headers, ...(dependsOn && noCache) };
  const from = (place: 'path' | 'query', schema: Joi.Schema) => {
    const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    return Object.entries(properties).map(([name, { description, ...rest }]) => ({
      name,
      in: place,
      required: required.includes(name),
      ...(description !== undefined && { description }),
      schema: rest,
    }));
  };
  return [
    ...(params ? from('path', params) : []),
    ...(query ? from('query', query) : []),
    ...Object.entries(wanted).map(([name, { description, pattern }]) => ({
      name,
      in: 'header',
      required: false,
      description,
      schema: { type: 'string', ...(pattern && { pattern: pattern.source }) },
    })),
  ];
};

const operationId = ({ method, path }: AnyRoute) =>
  `${method}${path
    .replace(apiBase, '')
    .split(/[^A-Za-z]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}`;

/**
 * The OpenAPI 3.1 document of the routes: all of it is made of what mounts and checks them.
 * @param cookieName of the cookie with the access token
 */
export const openApiDocument = (
  routes: readonly AnyRoute[],
  permissions: PermissionTable,
  cookieName: string,
): Json => {
  const components = new Components();
  const schemaOf = (schema: Joi.Schema) => ({ schema: components.add(schema, 'output') });
  const response = (output: Output, { dependsOn }: AnyRoute) => {
    const { description, body, media = body && { 'application/json': body }, headers: names = [] } = output;
    const content = media && Object.entries(media).map(([type, schema]) => [type, schemaOf(schema)]);
    return {
      description,
      headers: headers(dependsOn ? [...names, 'X-Cache'] : names),
      ...(content && { content: Object.fromEntries(content) }),
    };
  };
  const requestBody = (route: AnyRoute, body: Joi.Schema) => {
    const example = exampleOf(body);
    const media = { schema: components.add(body, 'input'), ...(example !== undefined && { example }) };
    return {
      required: !route.input.bodyOptional,
      content: {
        'application/json': media,
        ...(route.method === 'patch' && { 'application/merge-patch+json': media }),
      },
    };
  };
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const { method, path, tag, summary, description, permission, input, output } = route;
    paths[path] = {
      ...paths[path],
      [method]: {
        operationId: operationId(route),
        tags: [tag],
        summary,
        description: [description, permission !== 'everybody' && `Permission: \`${permission}\`.`]
          .filter(Boolean)
          .join(' '),
        security:
          permission === 'everybody'
            ? []
            : [{ bearer: [] }, { cookie: [] }, ...(permissions[permission].includes('guest') ? [{}] : [])],
        parameters: parameters(route),
        ...(input.body && { requestBody: requestBody(route, input.body) }),
        responses: {
          ...Object.fromEntries(
            Object.entries(output).map(([status, one]) => [status, response(one, route)]),
          ),
          ...problemResponses(route),
        },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Project DB Auth',
      version: '1',
      description:
        'Accounts, roles, and a catalogue of authors, movies and series. Errors are problems (RFC 9457) with stable ' +
        'codes, each with a page at /problems. Unknown keys and parameters are refused. HEAD works where GET does. Text is ' +
        `Unicode without lone surrogates (RFC 7493 section 2.1). ${textRule}`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: cookieName,
          description: 'Set by a login with transport cookie.',
        },
      },
      schemas: { ...components.finished(), Problem: problemSchema },
    },
  };
};
