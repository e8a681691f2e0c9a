/** The measured requests by hand on Fastify, with as little as possible. */
import { type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import {
  authenticate,
  type Body,
  changeMovie,
  createMovie,
  findMovie,
  host,
  listMovies,
  port,
  refresh,
  signIn,
} from './thin-shared.js';

interface OfItem {
  readonly Params: { readonly id: string };
  readonly Body: Body;
}

const app = fastify();
app.addContentTypeParser(
  'application/merge-patch+json',
  { parseAs: 'string' },
  app.getDefaultJsonParser('error', 'error'),
);
app.post<OfItem>('/api/v1/auth/login', ({ body }) => signIn(body));
app.post<OfItem>('/api/v1/auth/refresh', ({ body }) => refresh(body));
const onRequest = async (request: FastifyRequest<OfItem>, reply: FastifyReply) => {
  try {
    authenticate(request.headers);
  } catch {
    return reply.status(401).send({ status: 401 });
  }
};
app.get<OfItem>('/api/v1/movies/:id', { onRequest }, async (request, reply) => {
  const movie = await findMovie(Number(request.params.id), request.headers);
  if (movie === undefined) return reply.status(404).send({ status: 404 });
  const { version, ...body } = movie;
  const etag = `"${version}"`;
  reply.header('ETag', etag);
  if (request.headers['if-none-match'] === etag) return reply.status(304).send();
  return body;
});
app.get<OfItem & { Querystring: { limit?: string; after?: string } }>(
  '/api/v1/movies',
  { onRequest },
  async ({ query: { limit = 20, after = 0 } }) => ({ items: await listMovies(Number(limit), Number(after)) }),
);
app.post<OfItem>('/api/v1/movies', { onRequest }, async ({ body }, reply) => {
  const [movie] = await createMovie(body);
  return reply.status(201).send(movie);
});
const change = async ({ params, body }: FastifyRequest<OfItem>, reply: FastifyReply) => {
  const [movie] = await changeMovie(Number(params.id), body);
  return reply.status(movie ? 200 : 404).send(movie ?? { status: 404 });
};
app.put<OfItem>('/api/v1/movies/:id', { onRequest }, change as never);
app.patch<OfItem>('/api/v1/movies/:id', { onRequest }, change as never);
await app.listen({ port, host });
