import type { ProblemCode } from './problems.js';
import type { AnyRoute } from './route.js';

/** Rejections of requests that are not valid HTTP: before a route is known, so every route has them. */
const parserCodes = [
  'malformed-request',
  'request-timeout',
  'body-too-large',
  'expectation-failed',
  'headers-too-large',
] as const;

/** The codes that a route can answer with: its own, and those that follow from what it is. */
export const problemCodes = ({
  method,
  permission,
  input,
  errors,
  limit,
  isCostly,
}: AnyRoute): ProblemCode[] => [
  ...new Set<ProblemCode>([
    'invalid-parameter',
    'token-invalid',
    'token-expired',
    'session-ended',
    'not-acceptable',
    'internal',
    'unavailable',
    ...parserCodes,
    ...(method === 'get' ? [] : (['cross-site-request'] as const)),
    ...(permission === 'everybody' ? [] : (['unauthenticated', 'forbidden'] as const)),
    ...(input.body === undefined
      ? []
      : (['malformed-json', 'unsupported-media-type', 'validation-failed'] as const)),
    ...(limit === undefined && isCostly === undefined ? [] : (['too-many-requests'] as const)),
    ...errors,
  ]),
];
