import type { DomainErrorCode } from '../../core/shared/errors.js';

/** What only this adapter refuses: requests that never reach the core. */
export type HttpErrorCode =
  | 'bad-cursor'
  | 'body-too-large'
  | 'internal'
  | 'invalid-parameter'
  | 'malformed-json'
  | 'method-not-allowed'
  | 'no-such-route'
  | 'not-acceptable'
  | 'precondition-required'
  | 'unsupported-media-type';

export type ProblemCode = DomainErrorCode | HttpErrorCode;

/** An error code as clients meet it (RFC 9457): its status, its title, what it means and what to do. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  readonly advice: string;
}

const problem = (status: number, title: string, meaning: string, advice: string): Problem => ({
  status,
  title,
  meaning,
  advice,
});

/** Every error code of the service. They are part of the contract: none is ever renamed or used anew. */
export const problems: Readonly<Record<ProblemCode, Problem>> = {
  'author-has-titles': problem(
    409,
    'The author still has titles',
    'An author cannot be removed while movies or series name them; detail says how many do.',
    'Remove those titles or give them another author, then remove the author.',
  ),
  'author-not-found': problem(
    422,
    'No such author',
    'authorId names an author that does not exist.',
    'Create the author first, or leave authorId null.',
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
    'The body is larger than 1 MiB.',
    'Send less; nothing here needs that much.',
  ),
  'email-taken': problem(
    409,
    'Email taken',
    'Another account has this email; case does not matter.',
    'Log in instead, or use another email.',
  ),
  forbidden: problem(
    403,
    'Forbidden',
    'Your account lacks the permission that detail names.',
    'Ask an administrator for a role that has it; GET /api/v1/permissions tells which do.',
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
  'invalid-credentials': problem(
    401,
    'Invalid credentials',
    'Email and password do not belong to an active account. Which of the three it is, is not told.',
    'Check both; an administrator can tell whether the account is active.',
  ),
  'invalid-parameter': problem(
    400,
    'Invalid parameter',
    'A parameter of the URL or a header is unknown, repeated or malformed; errors lists each.',
    'Correct what errors names; the parameters of each route are in the documentation.',
  ),
  'last-admin': problem(
    409,
    'Last admin',
    'Somebody has to be able to manage the accounts: the last active admin stays one.',
    'Make another account an admin first.',
  ),
  'malformed-json': problem(
    400,
    'Malformed JSON',
    'The body is not JSON in UTF-8.',
    'Check the body with a JSON parser, and that Content-Length and encoding are right.',
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
    'The title exists, but its author is not known.',
    'Nothing to do; authorId of the title is null.',
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
    'The Accept header excludes application/json, the only thing this route answers with.',
    'Accept application/json, or leave the header out.',
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
  'registration-closed': problem(
    403,
    'Registration closed',
    'People cannot sign up by themselves here.',
    'Ask an administrator for an account.',
  ),
  'session-ended': problem(
    401,
    'Session ended',
    'The account was deactivated or removed, or its sessions were ended, after the token was issued.',
    'Log in again.',
  ),
  'token-expired': problem(401, 'Token expired', 'The access token is past its life.', 'Log in again.'),
  'token-invalid': problem(
    401,
    'Token invalid',
    'What came as access token is not one of ours: malformed, forged, or meant for somebody else.',
    'Log in, and send accessToken as it is: Authorization: Bearer <accessToken>.',
  ),
  unauthenticated: problem(
    401,
    'Not logged in',
    'This needs an account, and the request brought no access token.',
    'Log in, and send the token: Authorization: Bearer <accessToken>.',
  ),
  unavailable: problem(
    503,
    'Unavailable',
    'The database cannot be reached, or took too long.',
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
  'visible-name-taken': problem(
    409,
    'Visible name taken',
    'Another account shows this name; case does not matter.',
    'Choose another name.',
  ),
  'weak-password': problem(
    422,
    'Weak password',
    'The password could be guessed; errors says why.',
    'Take a longer one: a few words are easier to remember than signs.',
  ),
};
