import type { RequestHandler } from 'express';
import type { Log } from '../../core/shared/log.js';
import { requestId } from './request-context.js';

/**
 * Logs one line per request, when its response is sent or its client has disconnected. It contains the pattern of the
 * route, because paths and queries may contain secrets. Logins and rejections with 401 or 403 also have the address of
 * the client, and rejections the error code (OWASP ASVS 16.3.1 and 16.3.2).
 */
export const accessLog =
  (log: Log): RequestHandler =>
  (request, response, next) => {
    const start = performance.now();
    // Read it now: the close event may fire outside of the request's context.
    const id = requestId();
    response.on('close', () => {
      const { route = null, userId = null, bytes, abortedWith = 499, code, ip } = response.locals;
      log.info('request', {
        requestId: id,
        method: request.method,
        route,
        status: response.writableFinished ? response.statusCode : abortedWith,
        ms: Math.round((performance.now() - start) * 100) / 100,
        bytes: bytes ?? Number(response.get('content-length') ?? 0),
        userId,
        ...(code !== undefined && { code }),
        ...(ip !== undefined && { ip }),
      });
    });
    next();
  };
