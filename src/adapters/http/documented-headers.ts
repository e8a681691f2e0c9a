import type { Json } from './openapi-schemas.js';

interface Header {
  readonly description: string;
  readonly example: string | number;
  readonly schema?: Json;
}

const seconds = { type: 'integer', minimum: 0 };

/** The response headers of the service. */
const responseHeaders: Readonly<Record<string, Header>> = {
  'Content-Disposition': {
    description: 'attachment, with a file name.',
    example: 'attachment; filename="authors.csv"',
  },
  ETag: {
    description:
      'The version of the resource (RFC 9110 section 8.8.3). Send it, with its quotes, as If-Match to change only this version, or as If-None-Match to read the resource only if it has changed.',
    example: '"3"',
  },
  'Idempotency-Replayed': {
    description: 'true: the response to the first request with this key is repeated.',
    example: 'true',
    schema: { type: 'string', enum: ['true'] },
  },
  Link: {
    description:
      'The URL of the next page, with rel="next" (RFC 8288). Missing on the last page. It repeats all parameters of the request and adds a cursor.',
    example: '</api/v1/authors?limit=20&cursor=Zm9sbG93aW5n>; rel="next"',
  },
  Location: { description: 'The path of the new resource.', example: '/api/v1/authors/17' },
  RateLimit: {
    description:
      'The requests that are left (r), and the seconds until the limit is reset (t), of the limit with this name (draft-ietf-httpapi-ratelimit-headers-11).',
    example: '"login-address";r=0;t=540',
  },
  'RateLimit-Policy': {
    description:
      'The limit that was reached, or that of the API key: its name, its quota (q), and its window in seconds (w).',
    example: '"login-address";q=100;w=900',
  },
  'Retry-After': {
    description: 'Seconds to wait before the next attempt.',
    example: 540,
    schema: seconds,
  },
  'Set-Cookie': {
    description: 'Sets the cookies with the tokens (transport cookie), or removes them.',
    example: 'access_token=eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl; Path=/; HttpOnly; SameSite=Lax',
  },
  'WWW-Authenticate': {
    description: 'A Bearer challenge (RFC 6750, RFC 9470).',
    example: 'Bearer realm="api", error="invalid_token"',
  },
  'X-Cache': {
    description:
      'hit (from the cache), miss (from the database, then cached) or bypass (from the database, not cached).',
    example: 'hit',
    schema: { type: 'string', enum: ['hit', 'miss', 'bypass'] },
  },
  'X-Request-Id': {
    description: 'The id of this request, which its log lines contain.',
    example: '0b9c4a1e-6f0f-4d6e-9a0c-3a1d2f4b5c6d',
  },
};

const text: Json = { type: 'string' };

/** The headers as components: responses refer to them. */
export const headerComponents: Json = Object.fromEntries(
  Object.entries(responseHeaders).map(([name, { schema = text, ...header }]) => [
    name,
    { ...header, schema },
  ]),
);

/** The headers of a response: the id of the request, and those with these names. */
export const headersOf = (names: readonly string[] = []): Json =>
  Object.fromEntries(
    ['X-Request-Id', ...names].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
