import type { ProblemCode } from './problems.js';
import { type AnyRoute, needsFactor } from './route.js';

/** Requests that are not valid HTTP are rejected before their route is known, so every route documents these codes. */
const parserCodes = [
  'malformed-request',
  'request-timeout',
  'body-too-large',
  'expectation-failed',
  'headers-too-large',
] as const;

/** The error codes that a route can return: its own, and those that follow from its method, permission and input. */
export const problemCodes = ({
  method,
  permission,
  beforeEnrolment,
  recent,
  input,
  errors,
}: AnyRoute): ProblemCode[] => [
  ...new Set<ProblemCode>([
    'invalid-parameter',
    'token-invalid',
    'token-expired',
    'session-ended',
    'key-invalid',
    'too-many-requests',
    'not-acceptable',
    'internal',
    'unavailable',
    ...parserCodes,
    ...(method === 'get' ? [] : (['cross-site-request'] as const)),
    ...(permission === 'everybody' ? [] : (['unauthenticated', 'forbidden'] as const)),
    ...(needsFactor({ permission, beforeEnrolment }) ? (['second-factor-enrolment-required'] as const) : []),
    ...(recent === undefined ? [] : (['recent-authentication-required'] as const)),
    ...(input.body === undefined
      ? []
      : (['malformed-json', 'unsupported-media-type', 'validation-failed'] as const)),
    ...(input.upload === undefined ? [] : (['unsupported-media-type'] as const)),
    ...errors,
  ]),
];
