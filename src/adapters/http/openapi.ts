import type Joi from 'joi';
import { isGrantable } from '../../core/identity/api-key.js';
import type { PermissionTable } from '../../core/identity/permissions.js';
import { serviceDescription, serviceName } from '../../core/shared/service-name.js';
import { headerComponents } from './documented-headers.js';
import { exampleOf } from './examples.js';
import { parametersOf } from './openapi-parameters.js';
import { problemExamples, responsesOf } from './openapi-responses.js';
import { Components, type Json } from './openapi-schemas.js';
import { problemSchemas } from './problem-schemas.js';
import { type AnyRoute, recentSecondsOf } from './route.js';
import { textRule } from './visible-text.js';

/** The other tags are kinds of the catalogue. */
const tagDescriptions: Readonly<Record<string, string>> = {
  auth: 'Sign up, log in and out, sessions, tokens, and lost passwords.',
  users: 'Your own account, and for admins all accounts.',
  keys: 'API keys: your own, and for admins all keys.',
  'service-accounts': 'Accounts of programs, which have API keys only.',
  audit: 'Who did what, and when.',
  genres: 'The genres, with the number of titles of each.',
  search: 'A search of all kinds at once.',
  imports: 'Imports of files: upload, dry run, start.',
  operations: 'The state of the service, for load balancers and monitoring.',
};

/** Returns a sentence about who may use a route. */
const requirement = (permission: AnyRoute['permission'], permissions: PermissionTable) => {
  if (permission === 'everybody') return 'Open to guests.';
  const [actor = 'nobody', ...others] = permissions[permission];
  const least = others.length === 0 ? actor : `${actor} or higher`;
  return `${actor === 'guest' ? 'Open to guests' : `Requires the role ${least}`} (permission \`${permission}\`).`;
};

/** A body of any bytes. */
const fileBody = ({ description, maxBytes }: NonNullable<AnyRoute['input']['upload']>): Json => ({
  description,
  required: true,
  content: {
    'application/octet-stream': {
      schema: { type: 'string', format: 'binary', 'x-max-bytes': maxBytes },
      example: 'title,releaseYear\nCléo from 5 to 7,1962\n',
    },
  },
});

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
  const requestBody = (route: AnyRoute, body: Joi.Schema) => {
    const media = { schema: components.reference(body, 'body'), example: exampleOf(body) };
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
    const { method, path, tag, operationId, summary, description, permission, input } = route;
    const role = permission === 'everybody' ? 'guest' : permissions[permission][0];
    paths[path] = {
      ...paths[path],
      [method]: {
        operationId,
        tags: [tag],
        summary,
        description: [description, requirement(permission, permissions)].filter(Boolean).join(' '),
        ...(role !== 'guest' && { 'x-required-role': role }),
        ...(route.recent && { 'x-recent': recentSecondsOf(route) }),
        security:
          permission === 'everybody'
            ? []
            : [
                { accessToken: [] },
                ...(isGrantable(permission) ? [{ apiKey: [] }] : []),
                { cookie: [] },
                ...(permissions[permission].includes('guest') ? [{}] : []),
              ],
        parameters: parametersOf(route, components),
        ...(input.body && { requestBody: requestBody(route, input.body) }),
        ...(input.upload !== undefined && { requestBody: fileBody(input.upload) }),
        responses: responsesOf(route, components),
        ...route.extensions,
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: serviceName,
      version: '1',
      description:
        `${serviceDescription}\n\n` +
        'To send requests as a user, log in with `POST /api/v1/auth/login`, and pass its `accessToken` as a bearer token ' +
        '(on the page /docs: **Authorize**). A program passes an API key there, from `POST /api/v1/users/me/keys`.\n\nErrors are problems (RFC 9457) with stable codes, each documented at ' +
        '/problems. Unknown keys and parameters are rejected. HEAD works where GET does.\n\nText is Unicode without lone ' +
        `surrogates (RFC 7493 section 2.1). ${textRule}`,
      contact: { name: 'The operator of this service' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({
      name,
      description: tagDescriptions[name] ?? `The ${name} of the catalogue, and their history.`,
    })),
    paths,
    components: {
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'From `POST /api/v1/auth/login`.',
        },
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description:
            'For programs (`pdba_…`), from `POST /api/v1/users/me/keys`. A key may do what it was granted, as far as the role ' +
            'of its owner allows it. Routes without this scheme are closed to keys.',
        },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: cookieName,
          description: 'An access token. A login with transport cookie sets it.',
        },
      },
      schemas: { ...components.finished(), ...problemSchemas },
      headers: headerComponents,
      examples: problemExamples(routes),
    },
  };
};
