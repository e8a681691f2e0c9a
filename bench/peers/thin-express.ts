/** The measured requests by hand on Express, with as little as possible. */
import express, { type RequestHandler } from 'express';
import {
  authenticate,
  changeMovie,
  createMovie,
  findMovie,
  host,
  listMovies,
  port,
  refresh,
  signIn,
} from './thin-shared.js';

const authenticated: RequestHandler = (request, response, next) => {
  try {
    authenticate(request.headers);
  } catch {
    response.status(401).json({ status: 401 });
    return;
  }
  next();
};

const app = express();
app.disable('x-powered-by').disable('etag');
app.use(express.json({ type: ['application/json', 'application/merge-patch+json'] }));
app.post('/api/v1/auth/login', async (request, response) => {
  response.json(await signIn(request.body));
});
app.post('/api/v1/auth/refresh', async (request, response) => {
  response.json(await refresh(request.body));
});
app.use(authenticated);
app.get('/api/v1/movies/:id', async (request, response) => {
  const movie = await findMovie(Number(request.params.id), request.headers);
  if (movie === undefined) {
    response.status(404).json({ status: 404 });
    return;
  }
  const { version, ...body } = movie;
  // Express returns 304 for a matching If-None-Match.
  response.set('ETag', `"${version}"`).json(body);
});
app.get('/api/v1/movies', async (request, response) => {
  const { limit = 20, after = 0 } = request.query;
  response.json({ items: await listMovies(Number(limit), Number(after)) });
});
app.post('/api/v1/movies', async (request, response) => {
  const [movie] = await createMovie(request.body);
  response.status(201).json(movie);
});
const change: RequestHandler<{ id: string }> = async (request, response) => {
  const [movie] = await changeMovie(Number(request.params.id), request.body);
  response.status(movie ? 200 : 404).json(movie ?? { status: 404 });
};
app.put('/api/v1/movies/:id', change).patch('/api/v1/movies/:id', change);
app.listen(port, host);
