import type { ErrorRequestHandler, Response } from 'express';
import { DomainError } from '../../core/shared/errors.js';
import { TooManyRequests } from '../../core/shared/limits.js';
import type { Log } from '../../core/shared/log.js';
import { clientAddress } from './client-address.js';
import { HttpError } from './http-error.js';
import { type ProblemCode, problems } from './problems.js';
import { requestId } from './request-context.js';

/** Seconds after which a client may hope for a database. */
const retryAfter = 5;

/** What Express and its body parser refuse, by their names for it. */
const parserErrors: Readonly<Record<string, ProblemCode>> = {
  'entity.parse.failed': 'malformed-json',
  'request.size.invalid': 'malformed-json',
  'request.aborted': 'malformed-json',
  'entity.too.large': 'body-too-large',
  'charset.unsupported': 'unsupported-media-type',
  'encoding.unsupported': 'unsupported-media-type',
};

const known = (error: unknown): DomainError | HttpError | undefined => {
  if (error instanceof DomainError || error instanceof HttpError) return error;
  if (error instanceof URIError)
    return new HttpError('invalid-parameter', 'The path is not encoded as it must be.');
  const { type, status } = error as { type?: string; status?: number };
  const code =
    parserErrors[type ?? ''] ?? (status !== undefined && status < 500 ? 'malformed-json' : undefined);
  return code && new HttpError(code as HttpError['code'], problems[code].meaning);
};

/** A Bearer challenge (RFC 6750 section 3): it names an error only for a token that was there. */
const challenge = (code: ProblemCode, detail: string) =>
  code === 'unauthenticated' || code === 'invalid-credentials'
    ? 'Bearer realm="api"'
    : `Bearer realm="api", error="invalid_token", error_description="${detail}"`;

type Refusal = Pick<HttpError, 'message' | 'details'> & {
  readonly code: ProblemCode;
  readonly extensions?: HttpError['extensions'];
};

/** A problem (RFC 9457) as JSON. */
export const problemJson = (
  origin: string,
  { code, message, details, extensions }: Refusal,
  request: { readonly instance: string; readonly requestId: string },
): string => {
  const { status, title } = problems[code];
  return JSON.stringify({
    type: `${origin}/problems/${code}`,
    title,
    status,
    detail: message,
    instance: request.instance,
    code,
    requestId: request.requestId,
    ...(details.length > 0 && { errors: details }),
    ...extensions,
  });
};

/** Answers with a problem. */
export const sendProblem = (response: Response, origin: string, error: Refusal) => {
  const { status } = problems[error.code];
  response.status(status).set('Cache-Control', 'no-store').removeHeader('ETag');
  if (status === 401) response.set('WWW-Authenticate', challenge(error.code, error.message));
  if (status === 503) response.set('Retry-After', String(retryAfter));
  const [instance = ''] = response.req.originalUrl.split('?', 1);
  response
    .type('application/problem+json')
    .send(problemJson(origin, error, { instance, requestId: requestId() }));
};

/** What was reached, and how long one has to wait (draft-ietf-httpapi-ratelimit-headers-11, RFC 9110 section 10.2.3). */
const tellLimit = (response: Response, { limit: { name, most, seconds }, wait }: TooManyRequests) =>
  response.set({
    'Retry-After': String(wait),
    'RateLimit-Policy': `"${name}";q=${most};w=${seconds}`,
    RateLimit: `"${name}";r=0;t=${wait}`,
  });

/**
 * Half of an answer must not be taken for all of it. To reset the connection says so to those as well for whom its end is
 * the end of the answer (HTTP/1.0, which proxies speak).
 */
const breakOff = ({ locals, socket }: Response) => {
  locals.brokenOffWith = 500;
  socket?.resetAndDestroy();
};

/** Every error ends here. What nobody foresaw is logged in full, and told to nobody. */
export const errorHandler =
  (origin: string, log: Log): ErrorRequestHandler =>
  (error, request, response, _next) => {
    const refused = known(error);
    if (refused === undefined) log.error('a request failed', { error });
    if (refused?.code === 'unavailable') log.warn('a request could not be served', { error: refused });
    if (response.headersSent) return breakOff(response);
    if (refused instanceof TooManyRequests) {
      // Not in the audit trail: who is refused must not be able to fill the database.
      log.info('too many requests', { limit: refused.limit.name, ip: clientAddress(request) });
      tellLimit(response, refused);
    }
    const code = refused?.code ?? 'internal';
    if (problems[code].status === 401 || problems[code].status === 403)
      Object.assign(response.locals, { code, ip: clientAddress(request) });
    sendProblem(response, origin, {
      code,
      message: refused?.message ?? problems.internal.meaning,
      details: refused instanceof DomainError ? refused.violations : (refused?.details ?? []),
      ...(refused instanceof HttpError && { extensions: refused.extensions }),
    });
  };
