import type Joi from 'joi';
import type { PermissionTable } from '../../core/identity/permissions.js';
import { serviceDescription, serviceName } from '../../core/shared/service-name.js';
import { Components, exampleOf, type Json, referenceTo } from './openapi-schemas.js';
import { problemCodes } from './problem-codes.js';
import { problemSchemas } from './problem-schemas.js';
import { problems } from './problems.js';
import type { AnyRoute, Output, RequestHeader } from './route.js';
import { textRule } from './visible-text.js';

const headerDescriptions: Readonly<Record<string, string>> = {
  'Content-Disposition': 'attachment, with a file name.',
  ETag: 'The version of the resource; send it as If-Match or If-None-Match.',
  'Idempotency-Replayed': 'true: the response to the first request with this key is repeated.',
  Link: 'The URL of the next page, with rel="next".',
  Location: 'The path of the new resource.',
  RateLimit:
    'The requests that are left, and the seconds until the limit is reset (draft-ietf-httpapi-ratelimit-headers-11).',
  'RateLimit-Policy': 'The limit that was reached: its quota, and its window in seconds.',
  'Retry-After': 'Seconds to wait before the next attempt.',
  'Set-Cookie': 'Sets the cookies with the tokens (transport cookie), or removes them.',
  'WWW-Authenticate': 'A Bearer challenge (RFC 6750).',
  'X-Cache':
    'hit (from the cache), miss (from the database, then cached) or bypass (from the database, not cached).',
  'X-Request-Id': 'The id of this request, which its log lines contain.',
};

const headers = (names: readonly string[] = []) =>
  Object.fromEntries(
    ['X-Request-Id', ...names].map((name) => [
      name,
      { description: headerDescriptions[name], schema: { type: 'string' } },
    ]),
  );

/** The headers of problems, by status. */
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
        content: { 'application/problem+json': { schema: referenceTo('Problem') } },
      },
    ]),
  );
};

const noCache = {
  'Cache-Control': { description: 'no-cache: read from the database instead of the cache.' },
};

const parameters = (
  { input: { params, query, headers = {} }, dependsOn }: AnyRoute,
  components: Components,
): Json[] => {
  const wanted: Readonly<Record<string, RequestHeader>> = { ...headers, ...(dependsOn && noCache) };
  const from = (place: 'path' | 'query', schema: Joi.Schema) => {
    const { properties = {}, required = [] } = components.reference(schema, 'parameters') as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    return Object.entries(properties).map(([name, { description, ...rest }]) => ({
      name,
      in: place,
      required: required.includes(name),
      ...(description !== undefined && { description }),
      // Separated by commas. Without this, a list would be a repeated parameter.
      ...(rest.type === 'array' && { style: 'form', explode: false }),
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

/**
 * The OpenAPI 3.1 document of the routes, generated from the same data that mounts and validates them.
 * @param cookieName the name of the cookie with the access token
 */
export const openApiDocument = (
  routes: readonly AnyRoute[],
  permissions: PermissionTable,
  cookieName: string,
): Json => {
  const components = new Components();
  for (const { input, output } of routes) {
    for (const schema of [input.params, input.query])
      if (schema !== undefined) components.collect(schema, 'parameters');
    if (input.body !== undefined) components.collect(input.body, 'body');
    for (const { body, media } of Object.values(output))
      for (const schema of Object.values(media ?? { body }))
        if (schema !== undefined) components.collect(schema, 'response');
  }
  const schemaOf = (schema: Joi.Schema) => ({ schema: components.reference(schema, 'response') });
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
    const media = { schema: components.reference(body, 'body'), ...(example !== undefined && { example }) };
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
    const { method, path, tag, operationId, summary, description, permission, input, output } = route;
    paths[path] = {
      ...paths[path],
      [method]: {
        operationId,
        tags: [tag],
        summary,
        description: [description, permission !== 'everybody' && `Permission: \`${permission}\`.`]
          .filter(Boolean)
          .join(' '),
        security:
          permission === 'everybody'
            ? []
            : [{ bearer: [] }, { cookie: [] }, ...(permissions[permission].includes('guest') ? [{}] : [])],
        parameters: parameters(route, components),
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
      title: serviceName,
      version: '1',
      description:
        `${serviceDescription} Errors are problems (RFC 9457) with stable codes, each documented at /problems. Unknown ` +
        'keys and parameters are rejected. HEAD works where GET does. Text is Unicode without lone surrogates (RFC 7493 ' +
        `section 2.1). ${textRule}`,
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
      schemas: { ...components.finished(), ...problemSchemas },
    },
  };
};
