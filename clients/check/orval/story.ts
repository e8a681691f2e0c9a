import assert from 'node:assert/strict';
import { filmOf, service, tooMany } from '../setting.js';
import {
  createMovie,
  listMovies,
  logIn,
  readOwnAccount,
  refreshTokens,
  updateMovie,
} from './generated/client';
import { CreateMovieBody, ListMoviesResponse, UpdateMovieBody } from './generated/zod';

const { email, password } = service;
const tokens = await logIn({ email, password });
assert.ok(tokens.status === 200, JSON.stringify(tokens.data));
assert.equal(tokens.data.user.email, email);
const { accessToken, refreshToken } = tokens.data;
const bearer = (token: string | undefined) => ({ headers: { authorization: `Bearer ${token}` } });
const signedIn = bearer(accessToken);

const film = CreateMovieBody.parse(filmOf('orval'));
const key = crypto.randomUUID();
const create = () => createMovie(film, { 'Idempotency-Key': key }, signedIn);
const created = await create();
assert.ok(created.status === 201, JSON.stringify(created.data));
const { id } = created.data;
assert.deepEqual(created.data.externalIds, film.externalIds);
const replayed = await create();
assert.ok(replayed.status === 201);
assert.equal(replayed.data.id, id);
const etag = created.headers.get('etag') ?? '';

const list = await listMovies({
  genre: ['drama', 'western'],
  'releaseYear.gte': 1962,
  'releaseYear.lte': 1962,
  sort: 'releaseYear',
  limit: 100,
  fields: ['id', 'title'],
});
const { items } = ListMoviesResponse.parse(list.data);
assert.equal(items.find((item) => item.id === id)?.title, film.title);

const change = (runtimeMinutes: number) =>
  updateMovie(id, UpdateMovieBody.parse({ runtimeMinutes }), { 'If-Match': etag }, signedIn);
const changed = await change(91);
assert.ok(changed.status === 200, JSON.stringify(changed.data));
assert.equal(changed.data.runtimeMinutes, 91);
const conflict = await change(92);
assert.ok(conflict.status === 412);
assert.equal(conflict.data.code, 'precondition-failed');
assert.equal(UpdateMovieBody.safeParse({ runtimeMinutes: 'long' }).success, false);

const refreshed = await refreshTokens({ refreshToken });
assert.ok(refreshed.status === 200);
assert.notEqual(refreshed.data.accessToken, accessToken);
const me = await readOwnAccount(undefined, bearer(refreshed.data.accessToken));
assert.ok(me.status === 200);
assert.equal(me.data.email, email);

const wrong = { email: 'orval@example.com', password: 'a wrong password' };
for (let i = 1; i < tooMany; i += 1) await logIn(wrong);
const limited = await logIn(wrong);
assert.ok(limited.status === 429);
assert.equal(limited.data.code, 'too-many-requests');
assert.ok(Number(limited.headers.get('retry-after')) > 0);
