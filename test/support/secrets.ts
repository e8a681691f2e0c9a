/**
 * The search for secrets (OWASP ASVS 16.2.5). Every password and token that this process uses is noted. The log of a
 * service, the output of a process and the content of a database are searched for those that were used since they exist.
 */
interface Use {
  /** `password`, `access token`. */
  readonly what: string;
  /** When it was used last, counted in uses. */
  readonly at: number;
  /** Whether it was rejected: then it may be an email of a user, which the database contains. */
  readonly isRefused: boolean;
}
const used = new Map<string, Use>();
let uses = 0;
const underWay = new Set<Promise<unknown>>();

/** Shorter ones, such as `wrong`, are words that may stand anywhere. */
const shortest = 11;

/** A moment, for {@link requireNoSecret}: what was used before cannot stand in what was not there. */
export const secretsUntilNow = (): number => uses;

export const noteSecret = (what: string, secret: unknown, isRefused = false): void => {
  if (typeof secret !== 'string' || secret.length < shortest) return;
  uses += 1;
  used.set(secret, { what, at: uses, isRefused: isRefused && (used.get(secret)?.isRefused ?? true) });
};

const fields =
  /"(password|currentPassword|newPassword|refreshToken|accessToken|token)"\s*:\s*("(?:[^"\\]|\\.){0,5000}")/g;
const bearer = /^authorization: *bearer +(\S+)/gim;
const cookies = /\b(access_token|refresh_token)=([^;\s]+)/g;
const links = /#token=([\w-]{43})/g;

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** Notes the secrets in whatever goes over a wire: the lines of headers, bodies in JSON, emails. */
export const noteSecretsIn = (text: string, isRefused = false): void => {
  for (const [, name = '', value = ''] of text.matchAll(fields)) noteSecret(name, parsed(value), isRefused);
  for (const [, token] of text.matchAll(bearer)) noteSecret('bearer token', token, isRefused);
  for (const [, name = '', token] of text.matchAll(cookies)) noteSecret(`cookie ${name}`, token, isRefused);
  for (const [, token] of text.matchAll(links)) noteSecret('token of an email', token, isRefused);
};

/** Makes searches wait for `work`, which notes secrets. Its failure is reported elsewhere. */
export const notingLater = (work: Promise<unknown>): void => {
  const noted = work.catch(() => {}).finally(() => underWay.delete(noted));
  underWay.add(noted);
};

const passwordOf = (url: string): string | undefined =>
  URL.canParse(url) ? decodeURIComponent(new URL(url).password) : undefined;

/** Notes the passwords among the settings of a service. */
export const noteSettings = (settings: Readonly<Record<string, string | undefined>>): void => {
  for (const name of ['ADMIN__PASSWORD', 'REDIS__PASSWORD']) noteSecret(name, settings[name]);
  for (const name of ['DB_URL', 'SMTP__URL'])
    noteSecret(`the password in ${name}`, passwordOf(settings[name] ?? ''));
};

/** A secret as it is, in JSON, and in a URL. */
const formsOf = (secret: string) =>
  new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())]);

/**
 * The secrets that a text contains, in one pass over it: there may be thousands of them and megabytes of it. Looked up by
 * their last characters, since all tokens begin alike.
 */
const secretsIn = function* (text: string, wanted: readonly [string, Use][]) {
  const byEnd = new Map<string, { form: string; entry: [string, Use] }[]>();
  for (const entry of wanted)
    for (const form of formsOf(entry[0])) {
      const end = form.slice(-shortest);
      byEnd.set(end, [...(byEnd.get(end) ?? []), { form, entry }]);
    }
  for (let at = shortest; at <= text.length; at += 1)
    for (const { form, entry } of byEnd.get(text.slice(at - shortest, at)) ?? [])
      if (text.endsWith(form, at)) yield entry;
};

/**
 * @param place `the log`, `the database`: only what was taken is looked for in the latter
 * @param since a moment when `text` was empty
 * @throws Error where a secret stands
 */
export const requireNoSecret = async (
  place: string,
  text: string | (() => string | Promise<string>),
  since: number,
): Promise<void> => {
  await Promise.all(underWay);
  const isStored = place === 'the database';
  const wanted = [...used].filter(([, use]) => use.at > since && !(isStored && use.isRefused));
  if (wanted.length === 0) return;
  const whole = typeof text === 'string' ? text : await text();
  const found = new Set<string>();
  for (const [secret, { what }] of secretsIn(whole, wanted))
    found.add(`${what} ${secret.slice(0, 6)}… stands in ${place}`);
  if (found.size > 0) throw new Error(`ASVS 16.2.5: ${[...found].join(', ')}`);
};

type Query = (sql: string) => Promise<{ readonly rows: readonly Record<string, string>[] }>;

/** Every row of every table, as JSON. */
export const everythingIn = async (query: Query): Promise<string> => {
  const tables = await query(
    "select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  const rows = tables.rows.map(({ name }) => `select to_jsonb(${name})::text as row from ${name}`);
  if (rows.length === 0) return '';
  return (await query(rows.join(' union all '))).rows.map(({ row }) => row).join('\n');
};
