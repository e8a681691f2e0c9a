import assert from 'node:assert/strict';
import { filmOf, service, tooMany } from '../setting.js';
import { client } from './generated/client.gen';
import {
  createMovie,
  listMovies,
  logIn,
  readOwnAccount,
  refreshTokens,
  updateMovie,
} from './generated/sdk.gen';
import { zMoviePatch } from './generated/zod.gen';

let token: string | undefined;
client.setConfig({
  baseUrl: service.baseUrl,
  auth: ({ scheme }) => (scheme === 'bearer' ? token : undefined),
});

const { email, password } = service;
const { data: tokens } = await logIn({ body: { email, password }, throwOnError: true });
assert.equal(tokens.user.email, email);
token = tokens.accessToken;

const film = filmOf('hey-api');
const key = crypto.randomUUID();
const create = () => createMovie({ body: film, headers: { 'Idempotency-Key': key } });
const created = await create();
assert.ok(created.data, JSON.stringify(created.error));
const { id } = created.data;
assert.deepEqual(created.data.externalIds, film.externalIds);
assert.equal((await create()).data?.id, id);
const etag = created.response?.headers.get('etag') ?? '';

const list = await listMovies({
  query: {
    genre: ['drama', 'western'],
    'releaseYear.gte': 1962,
    'releaseYear.lte': 1962,
    sort: 'releaseYear',
    limit: 100,
    fields: ['id', 'title'],
  },
  throwOnError: true,
});
assert.equal(list.data.items.find((item) => item.id === id)?.title, film.title);

const change = (runtimeMinutes: number) =>
  updateMovie({ path: { id }, headers: { 'If-Match': etag }, body: zMoviePatch.parse({ runtimeMinutes }) });
assert.equal((await change(91)).data?.runtimeMinutes, 91);
const conflict = await change(92);
assert.equal(conflict.error?.code, 'precondition-failed');
assert.equal(zMoviePatch.safeParse({ runtimeMinutes: 'long' }).success, false);

const refreshed = await refreshTokens({ body: { refreshToken: tokens.refreshToken }, throwOnError: true });
assert.notEqual(refreshed.data.accessToken, token);
token = refreshed.data.accessToken;
assert.equal((await readOwnAccount()).data?.email, email);

const wrong = { body: { email: 'hey-api@example.com', password: 'a wrong password' } };
for (let i = 1; i < tooMany; i += 1) await logIn(wrong);
const limited = await logIn(wrong);
assert.equal(limited.error?.code, 'too-many-requests');
assert.ok(Number(limited.response?.headers.get('retry-after')) > 0);
