import type { RequestHandler, Response } from 'express';
import type { Log } from '../../core/shared/log.js';
import { requestId } from './request-context.js';

/** A request that was answered, or whose client has disconnected. */
export interface AnsweredRequest {
  readonly method: string;
  /** The pattern of the route; null: no route has this path. */
  readonly route: string | null;
  /** 499: the client disconnected first. */
  readonly status: number;
  readonly seconds: number;
  /** The code of the problem that was the answer; undefined: there was none. */
  readonly problem: string | undefined;
  /** The name of the rate limit that rejected it; undefined: none did. */
  readonly limit: string | undefined;
  /** How the cache was used; undefined: the response is not cached. */
  readonly cacheOutcome: string | undefined;
}

/** The status of a response when it has ended. 499: the client disconnected first. */
export const statusOf = ({ writableFinished, statusCode, locals }: Response): number =>
  writableFinished ? statusCode : (locals.abortedWith ?? 499);

/**
 * Logs one line per request, when its response is sent or its client has disconnected. It contains the pattern of the
 * route, because paths and queries may contain secrets. Logins and rejections with 401 or 403 also have the address of
 * the client, and rejections the error code. A request with an API key has the id of the key, never the key itself (OWASP ASVS 16.3.1 and 16.3.2).
 */
export const accessLog =
  (log: Log, onAnswered: ((answered: AnsweredRequest) => void) | undefined): RequestHandler =>
  (request, response, next) => {
    const start = performance.now();
    // Read it now: the close event may fire outside of the request's context.
    const id = requestId();
    response.on('close', () => {
      const {
        route = null,
        userId = null,
        serviceAccountId,
        keyId,
        bytes,
        code,
        ip,
        traceId,
      } = response.locals;
      const status = statusOf(response);
      const ms = performance.now() - start;
      log.info('request', {
        requestId: id,
        ...(traceId !== undefined && { traceId }),
        method: request.method,
        route,
        status,
        ms: Math.round(ms * 100) / 100,
        bytes: bytes ?? Number(response.get('content-length') ?? 0),
        userId,
        ...(serviceAccountId !== undefined && { serviceAccountId }),
        ...(keyId !== undefined && { keyId }),
        ...(code !== undefined && { code }),
        ...(ip !== undefined && { ip }),
      });
      const { problem, limit, cacheOutcome } = response.locals;
      onAnswered?.({
        method: request.method,
        route,
        status,
        seconds: ms / 1_000,
        problem,
        limit,
        cacheOutcome,
      });
    });
    next();
  };
