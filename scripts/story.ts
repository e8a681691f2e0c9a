/**
 * Demonstrates the service: sends requests to a running instance with the sample data, and prints each step. Exits with 1 at
 * the first unexpected response.
 *
 *     echo "$ADMIN_PASSWORD" | npm run story -- http://127.0.0.1:8000 admin@example.com
 */
import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { ConflictError, createClient, ProblemError, type Tokens } from '../clients/typescript/src/index.js';

const [, , baseUrl = 'http://127.0.0.1:8000', email = 'admin@example.com'] = process.argv;
const password = (await text(process.stdin)).trim();
const unique = Date.now().toString(36);

/** Prints a step that succeeds, and returns its result. */
const step = async <T>(what: string, work: Promise<T>): Promise<T> => {
  const result = await work.catch((error) => {
    if (error instanceof ProblemError) console.error(`${what}: returned ${error.status} ${error.code}`);
    throw error;
  });
  console.log(`ok   ${what}`);
  return result;
};
/** Prints a step that the service rejects, and returns the error. */
const rejected = async (status: number, what: string, work: Promise<unknown>): Promise<ProblemError> => {
  const error = await work.then(
    () => undefined,
    (reason) => reason,
  );
  assert.ok(
    error instanceof ProblemError && error.status === status,
    `${what}: returned no ${status}, but ${error}`,
  );
  console.log(`${status}  ${what}`);
  return error;
};

const movie = '/api/v1/movies/{id}';
const [guest, admin] = [createClient({ baseUrl }), createClient({ baseUrl })];
/** The tokens of the user. Other clients keep theirs for themselves. */
const tokens = {
  stored: undefined as Tokens | undefined,
  get: () => tokens.stored,
  set: (given: Tokens | undefined) => {
    tokens.stored = given;
  },
};
const user = createClient({ baseUrl, tokens });

await step('the admin logs in', admin.signIn({ email, password }));

const name = `Agnès Varda (${unique})`;
const { data: author } = await step(
  'the admin creates an author',
  admin.POST('/api/v1/authors', { body: { name, birthYear: 1928 } }),
);
const { data: film } = await step(
  'the admin creates a film of the author',
  admin.POST('/api/v1/movies', { body: { title: 'Cleo from 5 to 7', authorId: author.id } }),
);
const params = { path: { id: film.id } };

const { data: read } = await step('a guest reads the film', guest.GET(movie, { params }));
assert.equal(read.title, 'Cleo from 5 to 7');

const body = { title: 'Cléo from 5 to 7', releaseYear: 1962 };
await step('the admin changes it', admin.PATCH(movie, { params, body }));
const { data: changed } = await step('the guest reads the change', guest.GET(movie, { params }));
assert.deepEqual({ title: changed.title, releaseYear: changed.releaseYear }, body);

const stale = admin.PATCH(movie, { params, body: { releaseYear: 1961 }, headers: { 'If-Match': '"1"' } });
const conflict = await rejected(412, 'a change of the version before is a conflict', stale);
assert.ok(conflict instanceof ConflictError && conflict.current?.etag === '"2"');

const credentials = { email: `${unique}@example.com`, password: 'a long walk through the rain' };
const registration = { ...credentials, visibleName: `Guest ${unique}` };
await step('a visitor signs up', guest.POST('/api/v1/auth/register', { body: registration }));
await step('and logs in', user.signIn(credentials));
await rejected(403, 'a user cannot remove the film', user.DELETE(movie, { params }));

const [header, , signature] = tokens.stored?.accessToken.split('.') ?? [];
const claims = Buffer.from(JSON.stringify({ sub: '1', role: 'admin' })).toString('base64url');
const headers = { Authorization: `Bearer ${header}.${claims}.${signature}` };
await rejected(401, 'a forged admin token is rejected', user.DELETE(movie, { params, headers }));
await step('the user logs out', user.signOut());

await step('the admin removes the film', admin.DELETE(movie, { params }));
const authorParams = { path: { id: author.id } };
await step('the admin removes the author', admin.DELETE('/api/v1/authors/{id}', { params: authorParams }));

let director: { id: number; name: string } | undefined;
for await (const listed of guest.items('/api/v1/authors', { params: { query: { limit: 100 } } })) {
  director = listed;
  if (listed.name === 'Steven Spielberg') break;
}
assert.ok(director?.name === 'Steven Spielberg', 'the sample data is missing. Run: npm run seed');
const { data: films } = await guest.GET('/api/v1/authors/{id}/movies', {
  params: { path: { id: director.id }, query: { limit: 5, count: 'exact' } },
});
const titles = films.items.map(({ title }) => title).join(', ');
console.log(`ok   ${director.name} directed ${films.page.total} of the films: ${titles}, …`);
assert.ok((films.page.total ?? 0) > 10);
