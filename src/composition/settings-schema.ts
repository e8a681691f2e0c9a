import Joi from 'joi';
import { resetLinkLifetime } from '../core/identity/one-time-token.js';
import { auditSettings } from './audit-settings.js';
import { importSettings } from './import-settings.js';
import { mfaSettings } from './mfa-settings.js';
import { monitoringSettings } from './monitoring-settings.js';
import { setting } from './setting.js';
import type { Settings } from './settings-type.js';
import { databaseUrl, host, origin, smtpUrl } from './settings-urls.js';
import { flag, proxy, rate, rateIfSet, rateOrOff, rateWithin, sender } from './settings-values.js';
import { tokenSettings } from './token-settings.js';

/** All settings, in the order of the documentation. */
export const settingsSchema = Joi.object<Settings, true>({
  NODE_ENV: setting(
    'development, test or production. In production, no keys are generated, and migrations do not run at ' +
      'start unless DB__MIGRATE is true.',
    Joi.string().valid('development', 'test', 'production').default('development'),
  ),
  HOST: setting('Address to listen on.', host().default('127.0.0.1')),
  PORT: setting('Port to listen on.', Joi.number().port().default(8000)),
  PUBLIC_URL: setting(
    'Origin under which clients reach the service, for links in responses and emails.',
    origin().default(({ HOST, PORT }) => `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`),
    'http://HOST:PORT',
  ),
  DB_URL: setting(
    'Postgres database, version 14 or newer: postgresql://user:password@host:5432/database. Without it, the service ' +
      'uses the embedded database, which is meant for trying it out. Required in production.',
    databaseUrl().when('NODE_ENV', {
      not: 'production',
      otherwise: Joi.required().messages({
        'any.required':
          '{{#label}} is required, because NODE_ENV is production. For the embedded database, set NODE_ENV=development',
      }),
    }),
  ),
  DATA_DIR: setting('Folder of the embedded database.', Joi.string().default('./data')),
  DB__POOL_MAX: setting(
    'Maximum number of database connections of one instance. Searches, counts and exports together use less than half ' +
      'of them, and so do writes to the catalogue.',
    Joi.number().integer().min(1).max(1000).default(10),
  ),
  DB__STATEMENT_TIMEOUT_MS: setting(
    'Milliseconds after which Postgres cancels a statement.',
    Joi.number().integer().min(100).max(600_000).default(5000),
  ),
  DB__MIGRATE: setting(
    'Run pending migrations at start.',
    flag().default(({ NODE_ENV }) => NODE_ENV !== 'production'),
    'true outside production',
  ),
  REDIS__HOST: setting(
    'Redis server, version 6 or newer, shared by all instances. Without it, each instance caches in its own memory.',
    host(),
  ),
  REDIS__PORT: setting('Port of the Redis server.', Joi.number().port().default(6379)),
  REDIS__DB: setting(
    'Number of the Redis database.',
    Joi.number().integer().min(0).max(1_000_000).default(0),
  ),
  REDIS__USERNAME: setting('Redis user, if the server uses ACLs.', Joi.string()),
  REDIS__PASSWORD: setting('Redis password, if the server requires one.', Joi.string()),
  REDIS__TLS: setting('Connect to Redis over TLS.', flag().default(false)),
  CACHE__TTL_SECONDS: setting(
    'Seconds that a response stays cached, plus or minus 10 % at random.',
    Joi.number().integer().min(1).max(86_400).default(300),
  ),
  ...tokenSettings,
  ...mfaSettings,
  AUTH__PUBLIC_READS: setting(
    'Allow guests, who are not logged in, to read the catalogue.',
    flag().default(true),
  ),
  AUTH__REGISTRATION: setting(
    'open: anybody can sign up. closed: only admins create accounts.',
    Joi.string().valid('open', 'closed').default('open'),
  ),
  PASSWORD__MIN_LENGTH: setting(
    'Minimum number of characters in a password.',
    Joi.number().integer().min(8).max(128).default(15),
  ),
  LIMITS__LOGIN_ACCOUNT: setting(
    'Failed logins per account: one budget for all unknown addresses together, and one per address from which it has ' +
      'signed in.',
    rate('10/15m'),
  ),
  LIMITS__LOGIN_ADDRESS: setting('Failed logins and password changes per client address.', rate('100/15m')),
  LIMITS__LOGIN_SUCCESS: setting(
    'Successful logins per account, and confirmations of the password by those who are logged in, each with its own ' +
      'count. A new password resets both.',
    rate('100/1h'),
  ),
  LIMITS__REFRESH: setting('Successful refreshes per session.', rate('300/1h')),
  LIMITS__REGISTER: setting('Sign-ups per client address.', rate('20/1h')),
  LIMITS__FORGOT: setting(
    'Requests per client address for an email: to reset a password, or to verify an email address.',
    rate('5/1h'),
  ),
  LIMITS__GUEST_SEARCH: setting(
    'Searches and counts by guests per client address, cached responses not counted. Set it to off if a website ' +
      'renders on its server, so that all its visitors share one address.',
    rateOrOff('300/1m'),
  ),
  LIMITS__UNKNOWN_KEY: setting(
    'Queries for API keys that turn out to be invalid, per client address. Malformed keys cost no query.',
    rate('30/1m'),
  ),
  LIMITS__KEY: setting(
    'Requests per API key, such as 600/1m. With it, every response to a key has RateLimit headers. Without it, keys have no limit.',
    rateIfSet(),
  ),
  LIMITS__EMAIL: setting(
    'Emails of one kind per recipient. The window is at most 30 minutes, the lifetime of the links.',
    rateWithin('3/30m', resetLinkLifetime),
  ),
  ...auditSettings,
  ADMIN__EMAIL: setting(
    'Email of the first admin, created when there are no users. Requires ADMIN__PASSWORD.',
    Joi.string().email({ tlds: false }),
  ),
  ADMIN__PASSWORD: setting(
    'Password of the first admin.',
    Joi.string().min(Joi.ref('PASSWORD__MIN_LENGTH')).max(256),
  ),
  SMTP__URL: setting(
    'SMTP server for outgoing emails: smtp://user:password@host:587 (STARTTLS if the server supports it, mandatory ' +
      'with ?requireTLS=true) or smtps://. Without it, emails are printed in development. Elsewhere, requests that ' +
      'need an email are rejected, and notifications are discarded.',
    smtpUrl(),
  ),
  MAIL__FROM: setting(
    'Sender of emails: films@example.com or Films <films@example.com>. Required with SMTP__URL.',
    sender(),
  ),
  CATALOGUE__REQUIRE_IF_MATCH: setting(
    'Require If-Match on every change or removal of an item.',
    flag().default(false),
  ),
  ...importSettings,
  ORIGINAL_DB_URL: setting(
    'Database of the original service, in Python, which npm run import:original reads. Nothing else uses it.',
    databaseUrl(),
  ),
  CORS__ORIGINS: setting(
    'Origins whose pages may call the service from a browser. In development, while HOST is a loopback address, pages of http://localhost and http://127.0.0.1 at any port may too, but without cookies.',
    Joi.array().items(origin()).default([]),
  ),
  COOKIES__SECURE: setting(
    'Send token cookies over TLS only, under names with the prefix __Host-.',
    flag().default(({ NODE_ENV }) => NODE_ENV === 'production'),
    'true in production',
  ),
  TRUST_PROXY: setting(
    'Reverse proxies whose X-Forwarded-For is trusted: addresses, networks, loopback, linklocal or uniquelocal.',
    Joi.array().items(proxy).default([]),
  ),
  SHUTDOWN__GRACE_SECONDS: setting(
    'Seconds after SIGTERM during which /health/ready returns 503 while requests are still served. A second signal ' +
      'ends the process at once.',
    Joi.number()
      .min(0)
      .max(3600)
      .default(({ NODE_ENV }) => (NODE_ENV === 'production' ? 5 : 0)),
    '5 in production, 0 elsewhere',
  ),
  ...monitoringSettings,
  DOCS: setting('Serve the API documentation at /docs.', flag().default(true)),
  APP: setting('Serve the web interface at /app.', flag().default(true)),
  DEMO: setting(
    'Load the sample data into an empty catalogue at start.',
    flag().default(({ DB_URL }) => DB_URL === undefined),
    'true with the embedded database',
  ),
  LOG__LEVEL: setting(
    'Lowest level that is logged: error, warn or info.',
    Joi.string().valid('error', 'warn', 'info').default('info'),
  ),
  LOG__FORMAT: setting(
    'Format of the log: json or pretty.',
    Joi.string().valid('json', 'pretty'),
    'pretty on a terminal and json elsewhere',
  ),
})
  .and('ADMIN__EMAIL', 'ADMIN__PASSWORD')
  .with('SMTP__URL', 'MAIL__FROM');
