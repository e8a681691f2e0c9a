import type { RequestHandler } from 'express';
import type { Tracer } from '../../core/shared/tracer.js';
import { statusOf } from './access-log.js';

/**
 * Returns the path with its ids. Other parameters stay placeholders, because a client may send a secret in one by
 * mistake.
 */
const pathOf = (route: string, params: Readonly<Record<string, unknown>>) =>
  route.replaceAll(/\{(\w+)\}/g, (pattern, name) =>
    /^\d{1,10}$/.test(`${params[name]}`) ? `${params[name]}` : pattern,
  );

/**
 * Records a span for each request, until its response is sent or its client has disconnected. It contains neither the
 * query nor the path of an unknown route, since these may contain secrets.
 */
export const requestSpans =
  (tracer: Tracer): RequestHandler =>
  (request, response, next) => {
    const span = tracer.startRequest(request.headers);
    response.locals.traceId = span.traceId;
    response.on('close', () => {
      const { route, problem } = response.locals;
      const { method, params } = request;
      const status = statusOf(response);
      span.end(
        route === undefined ? method : `${method} ${route}`,
        {
          'http.request.method': method,
          'http.route': route,
          'url.path': route && pathOf(route, params),
          'http.response.status_code': status,
        },
        status >= 500 ? (problem ?? String(status)) : undefined,
      );
    });
    span.run(next);
  };
