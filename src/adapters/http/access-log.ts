import { AsyncResource } from 'node:async_hooks';
import type { RequestHandler } from 'express';
import type { Log } from '../../core/shared/log.js';

/**
 * One line per request when its answer is out, or its client gone. It names the route by its pattern: paths and
 * queries are what clients wrote, and may hold anything.
 */
export const accessLog =
  (log: Log): RequestHandler =>
  (request, response, next) => {
    const start = process.hrtime.bigint();
    // Its client may close it, which happens outside of the request's context.
    const finished = AsyncResource.bind(() => {
      const { route = null, userId = null } = response.locals;
      log.info('request', {
        method: request.method,
        route,
        status: response.writableFinished ? response.statusCode : 499,
        ms: Math.round(Number(process.hrtime.bigint() - start) / 1e4) / 100,
        bytes: Number(response.get('content-length') ?? 0),
        userId,
      });
    });
    response.on('close', finished);
    next();
  };
