import type Joi from 'joi';
import { isGrantable } from '../../core/identity/api-key.js';
import { headersOf } from './documented-headers.js';
import { exampleOf } from './examples.js';
import { type Components, type Json, referenceTo } from './openapi-schemas.js';
import { problemCodes } from './problem-codes.js';
import { type ProblemCode, problems } from './problems.js';
import type { AnyRoute, Output } from './route.js';

const limitHeaders = ['RateLimit-Policy', 'RateLimit'];

/** The headers of problems, by status. */
const problemHeaders: Readonly<Record<number, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  429: ['Retry-After', ...limitHeaders],
  503: ['Retry-After'],
};

/** Further ones, by code. */
const codeHeaders: Readonly<Partial<Record<ProblemCode, readonly string[]>>> = {
  'second-factor-required': ['Set-Cookie'],
};

/**
 * Headers of a response to an API key, if keys have a limit (LIMITS__KEY). On routes that are closed to keys, such a response
 * is 403.
 */
const keyHeaders = ({ permission }: AnyRoute, status: number): readonly string[] => {
  return permission === 'everybody' || isGrantable(permission) || status === 403 ? limitHeaders : [];
};

const problemResponses = (route: AnyRoute): Json => {
  const codes = problemCodes(route);
  const statuses = [...new Set(codes.map((code) => problems[code].status))].filter(
    (s) => !(s in route.output),
  );
  return Object.fromEntries(
    statuses.map((status) => {
      const own = codes.filter((code) => problems[code].status === status);
      const examples = own.map((code) => [code, { $ref: `#/components/examples/${code}` }] as const);
      return [
        status,
        {
          description: own.join(', '),
          headers: headersOf([
            ...(problemHeaders[status] ?? []),
            ...keyHeaders(route, status),
            ...own.flatMap((code) => codeHeaders[code] ?? []),
          ]),
          content: {
            'application/problem+json': {
              schema: referenceTo('Problem'),
              examples: Object.fromEntries(examples),
            },
          },
        },
      ];
    }),
  );
};

const response = (status: number, output: Output, route: AnyRoute, components: Components): Json => {
  const { description, body, media = body && { 'application/json': body }, headers = [], example } = output;
  const content = (schema: Joi.Schema) => ({
    schema: components.reference(schema, 'response'),
    example: example ?? exampleOf(schema),
  });
  return {
    description,
    headers: headersOf([...headers, ...(route.dependsOn ? ['X-Cache'] : []), ...keyHeaders(route, status)]),
    ...(media && {
      content: Object.fromEntries(Object.entries(media).map(([type, schema]) => [type, content(schema)])),
    }),
  };
};

/** The responses of a route, by status: its own, and problems. */
export const responsesOf = (route: AnyRoute, components: Components): Json => ({
  ...Object.fromEntries(
    Object.entries(route.output).map(([status, one]) => [
      status,
      response(Number(status), one, route, components),
    ]),
  ),
  ...problemResponses(route),
});

/** An example of each problem that the routes return, by code. */
export const problemExamples = (routes: readonly AnyRoute[]): Json =>
  Object.fromEntries([...new Set(routes.flatMap(problemCodes))].map((code) => [code, problemExample(code)]));

const problemExample = (code: ProblemCode): Json => {
  const { status, title, meaning } = problems[code];
  return {
    summary: title,
    value: {
      type: `http://127.0.0.1:8000/problems/${code}`,
      title,
      status,
      detail: meaning,
      instance: '/api/v1/authors/17',
      code,
      requestId: '0b9c4a1e-6f0f-4d6e-9a0c-3a1d2f4b5c6d',
    },
  };
};
