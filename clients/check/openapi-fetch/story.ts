import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import { filmOf, service, tooMany } from '../setting.js';
import type { paths } from './generated/schema.js';

const client = createClient<paths>({ baseUrl: service.baseUrl });
let token: string | undefined;
client.use({
  onRequest({ request }) {
    if (token !== undefined) request.headers.set('authorization', `Bearer ${token}`);
  },
});

const { email, password } = service;
const login = await client.POST('/api/v1/auth/login', { body: { email, password } });
assert.equal(login.data?.user.email, email);
token = login.data.accessToken;

const film = filmOf('openapi-fetch');
const key = crypto.randomUUID();
const create = () =>
  client.POST('/api/v1/movies', {
    params: { header: { 'Idempotency-Key': key } },
    body: film,
  });
const created = await create();
assert.ok(created.data, JSON.stringify(created.error));
const { id } = created.data;
assert.deepEqual(created.data.externalIds, film.externalIds);
assert.equal((await create()).data?.id, id);
const etag = created.response.headers.get('etag') ?? '';

const list = await client.GET('/api/v1/movies', {
  params: {
    query: {
      genre: ['drama', 'western'],
      'releaseYear.gte': 1962,
      'releaseYear.lte': 1962,
      sort: 'releaseYear',
      limit: 100,
      fields: ['id', 'title'],
    },
  },
});
const listed = list.data?.items.find((item) => item.id === id);
assert.equal(listed?.title, film.title);

const change = (runtimeMinutes: number) =>
  client.PATCH('/api/v1/movies/{id}', {
    params: { path: { id }, header: { 'If-Match': etag } },
    body: { runtimeMinutes },
  });
assert.equal((await change(91)).data?.runtimeMinutes, 91);
const conflict = await change(92);
assert.equal(conflict.response.status, 412);
assert.equal(conflict.error?.code, 'precondition-failed');

const refreshed = await client.POST('/api/v1/auth/refresh', {
  body: { refreshToken: login.data.refreshToken ?? '' },
});
assert.notEqual(refreshed.data?.accessToken, token);
token = refreshed.data?.accessToken;
assert.equal((await client.GET('/api/v1/users/me')).data?.email, email);

const wrong = { body: { email: 'openapi-fetch@example.com', password: 'a wrong password' } };
for (let i = 1; i < tooMany; i += 1) await client.POST('/api/v1/auth/login', wrong);
const limited = await client.POST('/api/v1/auth/login', wrong);
assert.equal(limited.error?.code, 'too-many-requests');
assert.ok(Number(limited.response.headers.get('retry-after')) > 0);
