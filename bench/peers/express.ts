/** The three requests implemented by hand on Express with winston, without layers. */
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import helmet from 'helmet';
import jwt from 'jsonwebtoken';
import winston from 'winston';
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

const logger = winston.createLogger({
  format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
  transports: [new winston.transports.Stream({ stream: process.stdout })],
});

const requestId: RequestHandler = (request, response, next) => {
  response.locals.requestId = requestIdOf(request.headers);
  response.set('X-Request-Id', response.locals.requestId);
  next();
};

const accessLog: RequestHandler = (request, response, next) => {
  const start = performance.now();
  response.on('close', () => {
    const { requestId, userId = null } = response.locals;
    logger.info('request', {
      method: request.method,
      route: request.route?.path ?? null,
      status: response.statusCode,
      ms: Math.round((performance.now() - start) * 100) / 100,
      bytes: Number(response.get('content-length') ?? 0),
      userId,
      requestId,
    });
  });
  next();
};

const authenticated: RequestHandler = (request, response, next) => {
  response.locals.userId = authenticate(request.headers);
  next();
};

const onError: ErrorRequestHandler = (error, _request, response, _next) => {
  const status = error instanceof jwt.JsonWebTokenError ? 401 : 500;
  if (status === 500) logger.error('failed', { error: error.message, requestId: response.locals.requestId });
  response.status(status).json({ status });
};

const app = express();
// ETags are versions, so Express must not hash bodies.
app.disable('x-powered-by').disable('etag');
app.use(requestId, accessLog, helmet(helmetOptions), authenticated);

app.get('/api/v1/movies/:id', async (request, response) => {
  const movie = await findMovie(Number(request.params.id), request.headers);
  if (movie === undefined) {
    response.status(404).json({ status: 404 });
    return;
  }
  response.set({ 'Cache-Control': cacheControl, ETag: movie.etag, 'X-Cache': movie.cacheUse });
  response.json(movie.body);
});

app.get('/api/v1/movies', async (request, response) => {
  const { limit = pageSize, cursor } = request.query;
  const { body, link } = await listMovies(Number(limit), cursor as string | undefined);
  response.set('Cache-Control', cacheControl);
  if (link) response.set('Link', link);
  response.json(body);
});

app.use(onError);
app.listen(port, host);
