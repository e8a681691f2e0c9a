import type { ErrorRequestHandler, Response } from 'express';
import { DomainError } from '../../core/shared/errors.js';
import { TooManyRequests } from '../../core/shared/limits.js';
import type { Log } from '../../core/shared/log.js';
import { reasonOf } from '../../core/shared/reason.js';
import { clientAddress } from './client-address.js';
import { setLimitHeaders } from './count-request.js';
import { HttpError } from './http-error.js';
import { type ProblemCode, problems } from './problems.js';
import { requestId } from './request-context.js';

/** Seconds after which a client should try again when the database is unavailable. */
const retryAfter = 5;

/** Error codes by the `type` of errors of Express's body parser. */
const parserErrors: Readonly<Record<string, ProblemCode>> = {
  'entity.parse.failed': 'malformed-json',
  'request.size.invalid': 'malformed-json',
  'request.aborted': 'malformed-json',
  'entity.too.large': 'body-too-large',
  'charset.unsupported': 'unsupported-media-type',
  'encoding.unsupported': 'unsupported-media-type',
};

const expectedError = (error: unknown): DomainError | HttpError | undefined => {
  if (error instanceof DomainError || error instanceof HttpError) return error;
  if (error instanceof URIError)
    return new HttpError('invalid-parameter', 'The path contains invalid percent-encoding.');
  const { type, status } = error as { type?: string; status?: number };
  const code =
    parserErrors[type ?? ''] ?? (status !== undefined && status < 500 ? 'malformed-json' : undefined);
  return code && new HttpError(code as HttpError['code'], problems[code].meaning);
};

/** Errors that say nothing about an access token. */
const withoutToken: readonly ProblemCode[] = [
  'unauthenticated',
  'invalid-credentials',
  'second-factor-required',
  'second-factor-invalid',
];

/**
 * A Bearer challenge (RFC 6750 section 3, and RFC 9470 section 3). It contains an error only if the request had a token.
 */
const challenge = ({ code, message, extensions = {} }: ProblemError) => {
  if (withoutToken.includes(code)) return 'Bearer realm="api"';
  const isStepUp = code === 'recent-authentication-required';
  const error = isStepUp ? 'insufficient_user_authentication' : 'invalid_token';
  const required = isStepUp ? `, max_age=${extensions.maxAge}, acr_values="${extensions.acrValues}"` : '';
  return `Bearer realm="api", error="${error}", error_description="${message}"${required}`;
};

type ProblemError = Pick<HttpError, 'message' | 'details'> & {
  readonly code: ProblemCode;
  readonly extensions?: HttpError['extensions'];
};

/** A problem (RFC 9457) as JSON. */
export const problemJson = (
  origin: string,
  { code, message, details, extensions }: ProblemError,
  {
    instance,
    requestId,
    traceId,
  }: { readonly instance: string; readonly requestId: string; readonly traceId: string | undefined },
): string => {
  const { status, title } = problems[code];
  return JSON.stringify({
    type: `${origin}/problems/${code}`,
    title,
    status,
    detail: message,
    instance,
    code,
    requestId,
    traceId,
    ...(details.length > 0 && { errors: details }),
    ...extensions,
  });
};

/** Sends a problem. */
export const sendProblem = (response: Response, origin: string, error: ProblemError) => {
  const { status } = problems[error.code];
  response.status(status).set('Cache-Control', 'no-store').removeHeader('ETag');
  if (status === 401) response.set('WWW-Authenticate', challenge(error));
  if (status === 503) response.set('Retry-After', String(retryAfter));
  const [instance = ''] = response.req.originalUrl.split('?', 1);
  response
    .type('application/problem+json')
    .send(problemJson(origin, error, { instance, requestId: requestId(), traceId: response.locals.traceId }));
};

/**
 * Resets the connection, so that the client cannot mistake half of a response for all of it. Closing it is not enough: in
 * HTTP/1.0, which proxies speak, a closed connection marks the end of a complete response.
 */
const resetConnection = ({ locals, socket }: Response) => {
  locals.abortedWith = 500;
  socket?.resetAndDestroy();
};

/** The text of a log line, with the cause: an operator must not have to look for it among the stacks. */
const notServed = ({ cause }: Error) =>
  `a request could not be served${cause === undefined ? '' : `: ${reasonOf(cause)}`}`;

/** Handles every error. An unexpected one is logged with its cause, and the client learns only its request id. */
export const errorHandler =
  (origin: string, log: Log): ErrorRequestHandler =>
  (error, request, response, _next) => {
    const expected = expectedError(error);
    if (expected === undefined) log.error('a request failed', { error });
    if (expected?.code === 'unavailable') log.warn(notServed(expected), { error: expected });
    if (response.headersSent) return resetConnection(response);
    if (expected instanceof TooManyRequests) {
      // Not in the audit trail: rejected requests must not fill the database.
      log.info('too many requests', { limit: expected.limit.name, ip: clientAddress(request) });
      const { limit, wait } = expected;
      response.set('Retry-After', String(wait));
      setLimitHeaders(response, limit, { remaining: 0, reset: wait });
      response.locals.limit = expected.limit.name;
    }
    const code = expected?.code ?? 'internal';
    response.locals.problem = code;
    if (problems[code].status === 401 || problems[code].status === 403)
      Object.assign(response.locals, { code, ip: clientAddress(request) });
    sendProblem(response, origin, {
      code,
      message: expected?.message ?? problems.internal.meaning,
      details: expected instanceof DomainError ? expected.violations : (expected?.details ?? []),
      extensions: expected?.extensions ?? {},
    });
  };
