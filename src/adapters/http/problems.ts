import type { DomainErrorCode } from '../../core/shared/errors.js';
import { identityProblems } from './identity/identity-problems.js';
import { type Problem, problem } from './problem.js';

export type { Problem };

/** What only this adapter refuses: requests that never reach the core. */
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

/** Every error code of the service. They are part of the contract: none is ever renamed or used anew. */
export const problems: Readonly<Record<ProblemCode, Problem>> = {
  ...identityProblems,
  'author-has-titles': problem(
    409,
    'The author is still referred to',
    'An author cannot be removed while items of other kinds refer to it; detail has how many of each kind.',
    'Remove those items, or change the field that refers to the author; then remove the author.',
  ),
  'author-not-found': problem(
    422,
    'No such author',
    'A field such as authorId has the id of an author that does not exist; errors names the field.',
    'Create the author first, or set the field to null.',
  ),
  'bad-cursor': problem(
    400,
    'Bad cursor',
    'The cursor was not made by this service, or for another list.',
    'Take nextCursor from the last page as it is, and keep the other parameters; or start without a cursor.',
  ),
  'body-too-large': problem(
    413,
    'Body too large',
    'The body is larger than 1 MiB, or its chunk extensions are larger than 16 KiB.',
    'Send less; nothing here needs that much.',
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
    'Another request with this Idempotency-Key is being done right now.',
    'Send the same request again in a moment: it then gets the answer of the first one.',
  ),
  'idempotency-key-reused': problem(
    422,
    'Idempotency-Key used for something else',
    'Within the last 24 hours this Idempotency-Key came with another body or to another path.',
    'Make a new key for each thing to create, and send a key again only with the same request.',
  ),
  'imdb-id-taken': problem(
    409,
    'IMDb id taken',
    'Another item of this kind has this imdbId.',
    'Change that item instead, or correct the id.',
  ),
  internal: problem(
    500,
    'Internal error',
    'Something failed that should not have. Nothing of the cause is told here.',
    'Report the requestId: the log has the cause under it.',
  ),
  'invalid-parameter': problem(
    400,
    'Invalid parameter',
    'A parameter of the URL or a header is unknown, repeated or malformed; errors lists each.',
    'Correct what errors names; the parameters of each route are in the documentation.',
  ),
  'malformed-json': problem(
    400,
    'Malformed JSON',
    'The body is not JSON in UTF-8.',
    'Check the body with a JSON parser, and that Content-Length and encoding are right.',
  ),
  'malformed-request': problem(
    400,
    'Malformed request',
    'The request is not valid HTTP/1.1: its first line, a header such as Host, or the framing of its body.',
    'Check what detail names, in the client or in a proxy between it and the service.',
  ),
  'method-not-allowed': problem(
    405,
    'Method not allowed',
    'This path exists, but not with this method.',
    'Use one of the methods in the Allow header.',
  ),
  'no-author': problem(
    404,
    'No author',
    'The item exists, but does not refer to an author.',
    'Nothing to do: the field, such as authorId, is null.',
  ),
  'no-such-route': problem(
    404,
    'No such route',
    'Nothing is served at this path.',
    'Compare the path with the documentation; everything of the API is under /api/v1.',
  ),
  'not-acceptable': problem(
    406,
    'Not acceptable',
    'The Accept header excludes what this route answers with: application/json, or of an export the type of its format.',
    'Accept the type that detail names, or leave the header out.',
  ),
  'not-found': problem(404, 'Not found', 'There is no such thing, or not any more.', 'Check the id.'),
  'precondition-failed': problem(
    412,
    'Changed in the meantime',
    'The If-Match header names a version that is not the current one: somebody else was faster.',
    'Read the current state, decide again, and repeat the request with its ETag.',
  ),
  'precondition-required': problem(
    428,
    'If-Match required',
    'This service accepts writes only from those who say which version they have seen.',
    'Read the item and send its ETag as If-Match.',
  ),
  'reference-not-found': problem(
    422,
    'No such item',
    'A field has the id of an item that does not exist; errors names the field.',
    'Create that item first, or set the field to null.',
  ),
  'reference-not-set': problem(
    404,
    'Reference not set',
    'The item exists, but does not refer to another one.',
    'Nothing to do: the field that would refer to it is null.',
  ),
  'request-timeout': problem(
    408,
    'Request timeout',
    'The request did not arrive in time: its headers within 10 seconds, all of it within 30 seconds.',
    'Send it again, faster or smaller. Nothing was changed.',
  ),
  'source-id-taken': problem(
    409,
    'Source id taken',
    'Another item of this kind has this sourceId.',
    'Change that item instead, or correct the id.',
  ),
  'still-referenced': problem(
    409,
    'The item is still referred to',
    'An item cannot be removed while other items refer to it; detail has how many of each kind.',
    'Remove those items, or change the field that refers to this one; then remove this one.',
  ),
  'too-many-exports': problem(
    503,
    'Too many exports',
    'An export of your account is being sent already, or this instance is sending as many exports as it can.',
    'Let the export that is being sent end, or try again after the seconds in Retry-After.',
  ),
  unavailable: problem(
    503,
    'Unavailable',
    'The database cannot be reached or took too long, or no temporary file can be written.',
    'Try again after the seconds in Retry-After. A write may have been done all the same: look before repeating it.',
  ),
  'unsupported-media-type': problem(
    415,
    'Unsupported media type',
    'The body is not sent as JSON.',
    'Send Content-Type: application/json (PATCH: also application/merge-patch+json), in UTF-8.',
  ),
  'validation-failed': problem(
    422,
    'Validation failed',
    'The body is JSON, but not what this route takes; errors lists everything that is wrong with it.',
    'Correct what errors names; each pointer is a JSON Pointer into the body.',
  ),
};
