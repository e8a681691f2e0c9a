/**
 * Demonstrates the service: sends requests to a running instance with the sample data, and prints each step. Exits with 1 at
 * the first unexpected response.
 *
 *     echo "$ADMIN_PASSWORD" | npm run story -- http://127.0.0.1:8000 admin@example.com
 */
import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';

const [, , base = 'http://127.0.0.1:8000', email = 'admin@example.com'] = process.argv;
const password = (await text(process.stdin)).trim();
const unique = Date.now().toString(36);

const call = async (method: string, path: string, token?: string, body?: object) => {
  const response = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const content = await response.text();
  return { status: response.status, body: content === '' ? undefined : JSON.parse(content) };
};

const step = (what: string, { status }: { status: number }, expected: number) => {
  assert.equal(status, expected, `${what}: returned ${status} instead of ${expected}`);
  console.log(`${status}  ${what}`);
};

const login = await call('POST', '/auth/login', undefined, { email, password });
step('the admin logs in', login, 200);
const admin: string = login.body.accessToken;

const author = await call('POST', '/authors', admin, { name: `Agnès Varda (${unique})`, birthYear: 1928 });
step('the admin creates an author', author, 201);

const film = await call('POST', '/movies', admin, { title: 'Cleo from 5 to 7', authorId: author.body.id });
step('the admin creates a film of the author', film, 201);
const filmPath = `/movies/${film.body.id}`;

const change = { title: 'Cléo from 5 to 7', releaseYear: 1962 };
step('the admin changes it', await call('PATCH', filmPath, admin, change), 200);

const read = await call('GET', filmPath);
step('a guest reads the changed film', read, 200);
assert.deepEqual({ title: read.body.title, releaseYear: read.body.releaseYear }, change);

const credentials = { email: `${unique}@example.com`, password: 'a long walk through the rain' };
const registration = { ...credentials, visibleName: `Guest ${unique}` };
step('a visitor signs up', await call('POST', '/auth/register', undefined, registration), 201);
const user: string = (await call('POST', '/auth/login', undefined, credentials)).body.accessToken;
step('a user cannot remove the film', await call('DELETE', filmPath, user), 403);

const [header, , signature] = user.split('.');
const claims = Buffer.from(JSON.stringify({ sub: '1', role: 'admin' })).toString('base64url');
step(
  'a forged admin token is rejected',
  await call('DELETE', filmPath, `${header}.${claims}.${signature}`),
  401,
);

step('the admin removes the film', await call('DELETE', filmPath, admin), 204);
step('the admin removes the author', await call('DELETE', `/authors/${author.body.id}`, admin), 204);

let director: { id: number; name: string } | undefined;
for (let cursor: string | null = ''; director === undefined && cursor !== null; ) {
  const page = await call('GET', `/authors?limit=100${cursor && `&cursor=${cursor}`}`);
  director = page.body.items.find(({ name }: { name: string }) => name === 'Steven Spielberg');
  cursor = page.body.page.nextCursor;
}
assert.ok(director, 'the sample data is missing. Run: npm run seed');
const films = await call('GET', `/authors/${director.id}/movies?limit=5&count=exact`);
const titles = films.body.items.map(({ title }: { title: string }) => title).join(', ');
step(`${director.name} directed ${films.body.page.total} of the films: ${titles}, …`, films, 200);
assert.ok(films.body.page.total > 10);
