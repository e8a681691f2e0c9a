import type { DomainErrorCode } from '../../core/error-codes.js';
import { catalogueProblems } from './catalogue/catalogue-problems.js';
import { identityProblems } from './identity/identity-problems.js';
import { importProblems } from './import/import-problems.js';
import { type Problem, problem } from './problem.js';

export type { Problem };

/** Errors that only this adapter reports, for requests that never reach the core. */
export type HttpErrorCode =
  | 'bad-cursor'
  | 'body-too-large'
  | 'cross-site-request'
  | 'expectation-failed'
  | 'headers-too-large'
  | 'internal'
  | 'invalid-parameter'
  | 'malformed-json'
  | 'malformed-request'
  | 'method-not-allowed'
  | 'no-such-route'
  | 'not-acceptable'
  | 'precondition-required'
  | 'request-timeout'
  | 'too-many-exports'
  | 'unsupported-media-type';

export type ProblemCode = DomainErrorCode | HttpErrorCode;

/** Every error code of the service. They are part of the contract: none is ever renamed or reused. */
export const problems: Readonly<Record<ProblemCode, Problem>> = {
  ...identityProblems,
  ...catalogueProblems,
  ...importProblems,
  'bad-cursor': problem(
    400,
    'Invalid cursor',
    'The cursor was not issued by this service, or was issued for another list.',
    'Pass nextCursor of the last page unchanged and keep the other parameters, or start without a cursor.',
  ),
  'body-too-large': problem(
    413,
    'Body too large',
    'The body is larger than 1 MiB, an uploaded file is larger than IMPORT__MAX_BYTES, or the chunk extensions of the body are larger than 16 KiB.',
    'Send a smaller body. A file can be compressed with gzip, or imported with the command npm run import.',
  ),
  'cross-site-request': problem(
    403,
    'Cross-site request',
    'The request is authenticated by cookies, but does not come from a page of this service or of an allowed origin.',
    'Send it from such a page. Outside of browsers, send the Origin header, or a Bearer token instead of cookies.',
  ),
  'expectation-failed': problem(
    417,
    'Expectation failed',
    'The Expect header has a value other than 100-continue.',
    'Send the request without the Expect header, or with Expect: 100-continue.',
  ),
  'headers-too-large': problem(
    431,
    'Headers too large',
    'The URL and the headers together are larger than 16 KiB.',
    'Send fewer or shorter headers, such as cookies, or a shorter URL.',
  ),
  'idempotency-key-in-use': problem(
    409,
    'Idempotency-Key in use',
    'Another request with this Idempotency-Key is still in progress.',
    'Repeat the request in a moment: it then returns the response to the first one.',
  ),
  'idempotency-key-reused': problem(
    422,
    'Idempotency-Key reused',
    'This Idempotency-Key was used within the last 24 hours with another body or path.',
    'Generate a new key for each resource to create. Send a key again only to repeat the same request.',
  ),
  internal: problem(
    500,
    'Internal error',
    'An unexpected error occurred. The log has the details under this requestId.',
    'Report the requestId to the operator of the service.',
  ),
  'invalid-parameter': problem(
    400,
    'Invalid parameter',
    'A URL parameter or a header is unknown or malformed, or was sent twice and is no list; errors lists each one.',
    'Correct the parameters listed in errors. The documentation lists the parameters of each route.',
  ),
  'malformed-json': problem(
    400,
    'Malformed JSON',
    'The body is not valid JSON in UTF-8.',
    'Check the body with a JSON parser. Check Content-Length and the encoding, too.',
  ),
  'malformed-request': problem(
    400,
    'Malformed request',
    'The request is not valid HTTP/1.1: its request line, a header such as Host, or the framing of its body is invalid.',
    'Fix what detail names, in the client or in a proxy in front of the service.',
  ),
  'method-not-allowed': problem(
    405,
    'Method not allowed',
    'This path does not support the method of the request.',
    'Use one of the methods in the Allow header.',
  ),
  'no-such-route': problem(
    404,
    'No such route',
    'There is no route with this path.',
    'Compare the path with the documentation. The paths of the API begin with /api/v1.',
  ),
  'not-acceptable': problem(
    406,
    'Not acceptable',
    'The Accept header excludes the media type of the response: application/json, or for an export the type of its format.',
    'Accept the type named in detail, or omit the header.',
  ),
  'not-found': problem(
    404,
    'Not found',
    'The resource does not exist, or no longer exists. If it was merged into another one, mergedInto has the id of that one.',
    'Check the id, or use the one in mergedInto.',
  ),
  'precondition-failed': problem(
    412,
    'Changed in the meantime',
    'The version in If-Match is not the current one: the resource was changed in the meantime.',
    'Read the resource again, decide whether your change still applies, and repeat it with the new ETag.',
  ),
  'precondition-required': problem(
    428,
    'If-Match required',
    'This write requires an If-Match header with the version that you have read.',
    'Read the resource and send its ETag as If-Match.',
  ),
  'request-timeout': problem(
    408,
    'Request timeout',
    'The request did not arrive in time. The limits are 10 seconds for the headers and 30 seconds in total; a file must arrive at 1 kB/s at least.',
    'Send it again, with a smaller body or over a faster connection. Nothing was changed.',
  ),
  'too-many-exports': problem(
    503,
    'Too many exports',
    'An export of your account is already running, or this instance runs the maximum number of exports.',
    'Wait until the running export ends, or try again after the seconds in Retry-After.',
  ),
  'too-many-requests': problem(
    429,
    'Too many requests',
    'There were too many requests from your address, for this account, or with this API key; detail and RateLimit-Policy contain the limit.',
    'Wait for the seconds in Retry-After. Failed logins from other addresses never block an address that the account signed in from recently.',
  ),
  unavailable: problem(
    503,
    'Unavailable',
    'The database cannot be reached or took too long, too many passwords are being verified, or no temporary file can be written.',
    'Try again after the seconds in Retry-After. A write may have been committed nevertheless: check before you repeat it.',
  ),
  'unsupported-media-type': problem(
    415,
    'Unsupported media type',
    'The Content-Type of the body is not JSON in UTF-8; or a file is sent as a form, or with a Content-Encoding.',
    'Send Content-Type: application/json (PATCH: also application/merge-patch+json), in UTF-8. Send a file as it is, as application/octet-stream.',
  ),
  'validation-failed': problem(
    422,
    'Validation failed',
    'The body is valid JSON, but does not match the schema of this route; errors lists every violation.',
    'Correct the values listed in errors; each pointer is a JSON Pointer into the body.',
  ),
};
