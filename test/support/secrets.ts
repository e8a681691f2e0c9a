/**
 * The search for secrets (OWASP ASVS 16.2.5). Every password and token that this process uses is noted. The logs of
 * services, the output of processes and the content of databases are searched for those used since their start.
 */
interface Use {
  /** Such as `password` or `access token`. */
  readonly what: string;
  /** The number of the last use. */
  readonly at: number;
  /** Whether the service rejected it. It may then be an email, which the database contains. */
  readonly isRefused: boolean;
}
const used = new Map<string, Use>();
let uses = 0;
const underWay = new Set<Promise<unknown>>();

/** Minimum length. Shorter ones, such as `wrong`, are words that may occur anywhere. */
const shortest = 11;

/** Returns the current position, as the `since` of {@link requireNoSecret}. */
export const secretsUntilNow = (): number => uses;

export const noteSecret = (what: string, secret: unknown, isRefused = false): void => {
  if (typeof secret !== 'string' || secret.length < shortest) return;
  uses += 1;
  used.set(secret, { what, at: uses, isRefused: isRefused && (used.get(secret)?.isRefused ?? true) });
};

const fields =
  /"(password|currentPassword|newPassword|refreshToken|accessToken|token|secret|challenge|recoveryCode)"\s*:\s*("(?:[^"\\]|\\.){0,5000}")/g;
const bearer = /^authorization: *bearer +(\S+)/gim;
const cookies = /\b(access_token|refresh_token|sign_in_challenge)=([^;\s]+)/g;
/** Recovery codes, as the service shows them. */
const codes = /"((?:[0-9A-Z]{4}-){5}[0-9A-Z]{4})"/g;
const links = /#token=([\w-]{43})/g;
const apiKeys = /\bpdba_[0-9a-f]{16}_[0-9a-f]{72}\b/g;

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** Notes the secrets in what is sent or received: header lines, JSON bodies, emails. */
export const noteSecretsIn = (text: string, isRefused = false): void => {
  for (const [, name = '', value = ''] of text.matchAll(fields)) noteSecret(name, parsed(value), isRefused);
  for (const [, token] of text.matchAll(bearer)) noteSecret('bearer token', token, isRefused);
  for (const [, name = '', token] of text.matchAll(cookies)) noteSecret(`cookie ${name}`, token, isRefused);
  for (const [, code] of text.matchAll(codes)) noteSecret('recovery code', code, isRefused);
  for (const [, token] of text.matchAll(links)) noteSecret('token of an email', token, isRefused);
  for (const [key] of text.matchAll(apiKeys)) noteSecret('API key', key, isRefused);
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
  for (const name of ['DB_URL', 'ORIGINAL_DB_URL', 'SMTP__URL'])
    noteSecret(`the password in ${name}`, passwordOf(settings[name] ?? ''));
};

/** Returns a secret as plain text, in JSON, and in a URL. */
const formsOf = (secret: string) =>
  new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())]);

/**
 * Yields the secrets that a text contains. Reads the text once, since there may be thousands of secrets in megabytes of
 * text. Looks secrets up by their last characters, since all tokens begin with the same ones.
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
 * @param place such as `the log`; in `the database`, rejected secrets are not searched for
 * @param since a position when `text` was empty
 * @throws Error if the text contains a secret
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

/** Returns every row of every table as JSON. */
export const everythingIn = async (query: Query): Promise<string> => {
  const tables = await query(
    "select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  const rows = tables.rows.map(({ name }) => `select to_jsonb(${name})::text as row from ${name}`);
  if (rows.length === 0) return '';
  return (await query(rows.join(' union all '))).rows.map(({ row }) => row).join('\n');
};
