import type { Knex } from 'knex';

/** What each password and token is that was used with a database. */
type Secrets = Map<string, string>;
const usedWith = new Map<string, Secrets>();

/** Shorter ones, such as `wrong`, are words that may stand anywhere. */
const shortest = 12;

const names = new Set(['password', 'currentPassword', 'newPassword', 'refreshToken', 'accessToken']);

const note = (used: Secrets, what: string, secret: unknown) => {
  if (typeof secret === 'string' && secret.length >= shortest) used.set(secret, what);
};

/** Takes note of the secrets in a body, asked or answered. */
const noteFields = (used: Secrets, body: unknown) => {
  if (typeof body !== 'object' || body === null) return;
  for (const [name, value] of Object.entries(body)) if (names.has(name)) note(used, name, value);
};

/**
 * Takes note of what a request and its answer held. What was refused as malformed or weak is no password of anybody:
 * tests give their own email for one.
 */
export const noteSecrets = (
  databaseUrl: string,
  request: { readonly token?: string | undefined; readonly body?: unknown },
  answer: { readonly status: number; readonly headers: Headers; readonly body: unknown },
): void => {
  if (answer.status === 422 || answer.status === 400) return;
  const used: Secrets = usedWith.get(databaseUrl) ?? new Map();
  usedWith.set(databaseUrl, used);
  note(used, 'access token', request.token);
  noteFields(used, request.body);
  noteFields(used, answer.body);
  for (const cookie of answer.headers.getSetCookie())
    note(used, 'cookie', /^[^=]+=([^;]*)/.exec(cookie)?.[1]);
};

/** Every row of every table, as JSON. */
export const everythingIn = async (knex: Knex): Promise<string> => {
  const found = await knex.raw(
    "select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'",
  );
  const tables: string[] = found.rows.map(({ name }: { name: string }) => name);
  const query = tables
    .map((name) => `select to_jsonb(${name})::text as row from ${name}`)
    .join(' union all ');
  const { rows } = await knex.raw(query);
  return rows.map(({ row }: { row: string }) => row).join('\n');
};

/**
 * Looks for all that were used with a database in what a service logged and in all that its database holds.
 * @throws Error where one stands
 */
export const requireNoSecret = (databaseUrl: string, log: readonly unknown[], database: string): void => {
  const places = { 'the log': JSON.stringify(log), 'the database': database };
  const used = usedWith.get(databaseUrl) ?? [];
  const found = [...used].flatMap(([secret, what]) => {
    const forms = new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
    return Object.entries(places)
      .filter(([, text]) => [...forms].some((form) => text.includes(form)))
      .map(([place]) => `${what} ${secret.slice(0, 6)}… stands in ${place}`);
  });
  if (found.length > 0) throw new Error(`ASVS 16.2.5: ${[...new Set(found)].join(', ')}`);
};
