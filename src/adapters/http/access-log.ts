import type { RequestHandler } from 'express';
import type { Log } from '../../core/shared/log.js';
import { requestId } from './request-context.js';

/**
 * One line per request when its answer is out, or its client gone. It names the route by its pattern: paths and
 * queries are what clients wrote, and may hold anything. Where somebody signs in or is refused (401, 403), it also says
 * from where, and why (OWASP ASVS 16.3.1 and 16.3.2).
 */
export const accessLog =
  (log: Log): RequestHandler =>
  (request, response, next) => {
    const start = performance.now();
    // Asked for now: an answer's end, and its client's leaving, come outside of the request's context.
    const id = requestId();
    response.on('close', () => {
      const { route = null, userId = null, bytes, brokenOffWith = 499, code, ip } = response.locals;
      log.info('request', {
        requestId: id,
        method: request.method,
        route,
        status: response.writableFinished ? response.statusCode : brokenOffWith,
        ms: Math.round((performance.now() - start) * 100) / 100,
        bytes: bytes ?? Number(response.get('content-length') ?? 0),
        userId,
        ...(code !== undefined && { code }),
        ...(ip !== undefined && { ip }),
      });
    });
    next();
  };
