import Joi from 'joi';
import { resetLife } from '../core/identity/one-time-token.js';
import type { Settings } from './settings-type.js';
import { databaseUrl, host, origin, smtpUrl } from './settings-urls.js';
import { duration, flag, proxy, rate, rateOrOff, rateWithin, sender } from './settings-values.js';

/**
 * A setting: its description, which `npm run docs:settings` copies to docs/settings.md and .env.example, and its rules.
 * @param shownDefault says what the default is, where it depends on other things
 */
const setting = <Schema extends Joi.Schema>(sentence: string, rules: Schema, shownDefault?: string): Schema =>
  (shownDefault === undefined ? rules : rules.meta({ shownDefault })).description(sentence) as Schema;

/** All settings, in the order in which people read them. */
export const settingsSchema = Joi.object<Settings, true>({
  NODE_ENV: setting(
    'development, test or production: production makes no keys and, by default, runs no migrations by itself.',
    Joi.string().valid('development', 'test', 'production').default('development'),
  ),
  HOST: setting('The address to listen on.', host().default('127.0.0.1')),
  PORT: setting('The port to listen on.', Joi.number().port().default(8000)),
  PUBLIC_URL: setting(
    'The origin by which people reach the service, for links in answers.',
    origin().default(({ HOST, PORT }) => `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`),
    'http://HOST:PORT',
  ),
  DB_URL: setting(
    'The Postgres database (14 or newer): postgresql://user:password@host:5432/database. Without one the ' +
      'embedded database is used, for trying out; production does not start without one.',
    databaseUrl().when('NODE_ENV', { not: 'production', otherwise: Joi.required() }),
  ),
  DATA_DIR: setting('The folder of the embedded database.', Joi.string().default('./data')),
  DB__POOL_MAX: setting(
    'Maximum number of database connections of one instance. Searches, counts and exports together use less than half ' +
      'of them, and so do writes to the catalogue.',
    Joi.number().integer().min(1).max(1000).default(10),
  ),
  DB__STATEMENT_TIMEOUT_MS: setting(
    'Milliseconds after which Postgres ends a statement.',
    Joi.number().integer().min(100).max(600_000).default(5000),
  ),
  DB__MIGRATE: setting(
    'Whether the service runs missing migrations when it starts.',
    flag().default(({ NODE_ENV }) => NODE_ENV !== 'production'),
    'true outside production',
  ),
  REDIS__HOST: setting(
    'The Redis server (6 or newer) that all instances share; without one each caches in its own memory.',
    host(),
  ),
  REDIS__PORT: setting('The port of the Redis server.', Joi.number().port().default(6379)),
  REDIS__DB: setting(
    'The number of the Redis database.',
    Joi.number().integer().min(0).max(1_000_000).default(0),
  ),
  REDIS__USERNAME: setting('The Redis user, where there is one.', Joi.string()),
  REDIS__PASSWORD: setting('The password of Redis, where there is one.', Joi.string()),
  REDIS__TLS: setting('Whether Redis is spoken to by TLS.', flag().default(false)),
  CACHE__TTL_SECONDS: setting(
    'Seconds that a cached answer lives, give or take a tenth.',
    Joi.number().integer().min(1).max(86_400).default(300),
  ),
  JWT__PRIVATE_KEY: setting(
    'The file of the private key that signs access tokens (PEM); made at the first start outside production.',
    Joi.string().default('./certs/private.pem'),
  ),
  JWT__PUBLIC_KEY: setting('The file of its public half.', Joi.string().default('./certs/public.pem')),
  JWT__ALGORITHM: setting(
    'RS256, PS256 (an RSA key of at least 2048 bits) or ES256 (a key on P-256).',
    Joi.string().valid('RS256', 'PS256', 'ES256').default('RS256'),
  ),
  JWT__ACCEPTED_PUBLIC_KEYS: setting(
    'Public keys that are accepted and published too, as file or file:ALG: those of before or to come ' +
      '(npm run keys:rotate).',
    Joi.array().items(Joi.string()).default([]),
  ),
  JWT__ISSUER: setting('Who issues the tokens: their claim iss.', Joi.string().default('project-db-auth')),
  JWT__AUDIENCE: setting(
    'Whom the tokens are for: their claims aud and client_id.',
    Joi.string().default('project-db-auth'),
  ),
  JWT__ACCESS_TTL: setting('How long an access token lives.', duration('15m')),
  JWT__REFRESH_TTL: setting('How long a session lives without a refresh.', duration('7d')),
  JWT__SESSION_TTL: setting('How long a session lives in all.', duration('30d')),
  AUTH__PUBLIC_READS: setting(
    'Whether guests, who have no account, may read the catalogue.',
    flag().default(true),
  ),
  AUTH__REGISTRATION: setting(
    'open: people sign up by themselves; closed: they do not.',
    Joi.string().valid('open', 'closed').default('open'),
  ),
  PASSWORD__MIN_LENGTH: setting(
    'The fewest characters of a password.',
    Joi.number().integer().min(8).max(128).default(15),
  ),
  LIMITS__LOGIN_ACCOUNT: setting(
    'Wrong passwords that one account takes: from strange addresses together, and from each that it signed in from.',
    rate('10/15m'),
  ),
  LIMITS__LOGIN_ADDRESS: setting(
    'Wrong passwords, and choices of another one, that are taken from one address.',
    rate('100/15m'),
  ),
  LIMITS__LOGIN_SUCCESS: setting(
    'Successful logins of one account. Another password begins a new count.',
    rate('100/1h'),
  ),
  LIMITS__REFRESH: setting('Successful refreshes of one session.', rate('300/1h')),
  LIMITS__REGISTER: setting('How often people may sign up from one address.', rate('20/1h')),
  LIMITS__FORGOT: setting(
    'How often one address may ask for a letter: for a forgotten password, or to verify an email.',
    rate('5/1h'),
  ),
  LIMITS__GUEST_SEARCH: setting(
    'Searches and counts that guests may ask for from one address, those answered by the cache not counted; or off, ' +
      'for a website that renders on its server and so asks for all its visitors from one address.',
    rateOrOff('300/1m'),
  ),
  LIMITS__EMAIL: setting(
    'Emails of one kind to one address, in at most 30 minutes: the link sent last is good for so long.',
    rateWithin('3/30m', resetLife),
  ),
  AUDIT__RETENTION_DAYS: setting(
    'Days that an entry of the audit trail is kept.',
    Joi.number().integer().min(1).max(36_500).default(365),
  ),
  ADMIN__EMAIL: setting(
    'With an empty users table, the first admin is made with this email; goes with the next one.',
    Joi.string().email({ tlds: false }),
  ),
  ADMIN__PASSWORD: setting(
    'The password of that first admin.',
    Joi.string().min(Joi.ref('PASSWORD__MIN_LENGTH')).max(256),
  ),
  SMTP__URL: setting(
    'The server that takes emails: smtp://user:password@host:587 (STARTTLS where it has it; with ?requireTLS=true ' +
      'nothing else) or smtps://. Without one, emails are printed in development; elsewhere requests ' +
      'that need one are refused, and notices are not sent.',
    smtpUrl(),
  ),
  MAIL__FROM: setting(
    'Who letters are from: films@example.com, or Films <films@example.com>; needed with SMTP__URL.',
    sender(),
  ),
  CATALOGUE__REQUIRE_IF_MATCH: setting(
    'Whether every change of the catalogue has to say by If-Match which version it is meant for.',
    flag().default(false),
  ),
  CORS__ORIGINS: setting(
    'The origins whose pages may call the service from a browser.',
    Joi.array().items(origin()).default([]),
  ),
  COOKIES__SECURE: setting(
    'Whether cookies with tokens go over TLS only, under names with the prefix __Host-.',
    flag().default(({ NODE_ENV }) => NODE_ENV === 'production'),
    'true in production',
  ),
  TRUST_PROXY: setting(
    'The proxies in front whose X-Forwarded-For counts: addresses, networks, loopback, linklocal or uniquelocal.',
    Joi.array().items(proxy).default([]),
  ),
  SHUTDOWN__GRACE_SECONDS: setting(
    'Seconds after SIGTERM for which /health/ready answers 503 while requests are still served. A second signal ends ' +
      'the process at once.',
    Joi.number()
      .min(0)
      .max(3600)
      .default(({ NODE_ENV }) => (NODE_ENV === 'production' ? 5 : 0)),
    '5 in production, 0 elsewhere',
  ),
  DOCS: setting('Whether /docs is served.', flag().default(true)),
  DEMO: setting(
    'Whether an empty catalogue is filled with the sample.',
    flag().default(({ DB_URL }) => DB_URL === undefined),
    'true with the embedded database',
  ),
  LOG__LEVEL: setting('error, warn or info.', Joi.string().valid('error', 'warn', 'info').default('info')),
  LOG__FORMAT: setting(
    'json or pretty.',
    Joi.string().valid('json', 'pretty'),
    'pretty on a terminal and json elsewhere',
  ),
})
  .and('ADMIN__EMAIL', 'ADMIN__PASSWORD')
  .with('SMTP__URL', 'MAIL__FROM');
