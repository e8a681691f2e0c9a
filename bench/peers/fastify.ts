/** The three requests implemented by hand on Fastify with its own logger. */
import { fastify, LogController } from 'fastify';
import helmet from 'helmet';
import jwt from 'jsonwebtoken';
import {
  authenticate,
  cacheControl,
  findMovie,
  helmetOptions,
  host,
  listMovies,
  pageSize,
  port,
  requestIdOf,
} from './shared.js';

declare module 'fastify' {
  interface FastifyRequest {
    userId: number | null;
  }
}

const app = fastify({
  logger: {
    level: 'info',
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    messageKey: 'message',
  },
  // One line per request, as in the others: see onResponse.
  logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
  genReqId: ({ headers }) => requestIdOf(headers),
});

// As @fastify/helmet does.
const securityHeaders = helmet(helmetOptions);
app.decorateRequest('userId', null);
app.addHook('onRequest', (request, reply, done) => {
  reply.header('X-Request-Id', request.id);
  securityHeaders(request.raw, reply.raw, done as () => void);
});
app.addHook('onRequest', async (request) => {
  request.userId = authenticate(request.headers);
});
app.addHook('onResponse', (request, reply, done) => {
  const { method, routeOptions, userId } = request;
  request.log.info(
    {
      method,
      route: routeOptions.url ?? null,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 100) / 100,
      bytes: Number(reply.getHeader('content-length') ?? 0),
      userId,
    },
    'request',
  );
  done();
});
app.setErrorHandler((error, request, reply) => {
  const status = error instanceof jwt.JsonWebTokenError ? 401 : 500;
  if (status === 500) request.log.error(error);
  reply.status(status).send({ status });
});

app.get<{ Params: { id: string } }>('/api/v1/movies/:id', async (request, reply) => {
  const movie = await findMovie(Number(request.params.id), request.headers);
  if (movie === undefined) return reply.status(404).send({ status: 404 });
  reply.headers({ 'Cache-Control': cacheControl, ETag: movie.etag, 'X-Cache': movie.cacheUse });
  if (request.headers['if-none-match'] === movie.etag) return reply.status(304).send();
  return movie.body;
});

app.get<{ Querystring: { limit?: string; cursor?: string } }>('/api/v1/movies', async (request, reply) => {
  const { limit = pageSize, cursor } = request.query;
  const { body, link } = await listMovies(Number(limit), cursor);
  reply.header('Cache-Control', cacheControl);
  if (link) reply.header('Link', link);
  return body;
});

await app.listen({ port, host });
