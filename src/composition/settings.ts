import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import Joi from 'joi';

/**
 * Every setting, checked, under the name of its environment variable. What each is for is told in
 * `.env.example`, which has exactly these.
 */
export interface Settings {
  readonly NODE_ENV: 'development' | 'test' | 'production';
  readonly HOST: string;
  readonly PORT: number;
  /** The origin by which people reach the service. */
  readonly PUBLIC_URL: string;
  /** Without one: the embedded database in `DATA_DIR`. */
  readonly DB_URL?: string;
  readonly DATA_DIR: string;
  readonly DB__POOL_MAX: number;
  readonly DB__STATEMENT_TIMEOUT_MS: number;
  readonly DB__MIGRATE: boolean;
  readonly REDIS__HOST?: string;
  readonly REDIS__PORT: number;
  readonly REDIS__DB: number;
  readonly REDIS__USERNAME?: string;
  readonly REDIS__PASSWORD?: string;
  readonly REDIS__TLS: boolean;
  readonly CACHE__TTL_SECONDS: number;
  readonly JWT__PRIVATE_KEY: string;
  readonly JWT__PUBLIC_KEY: string;
  readonly JWT__ALGORITHM: 'RS256' | 'PS256' | 'ES256';
  readonly JWT__ISSUER: string;
  readonly JWT__AUDIENCE: string;
  /** Seconds. */
  readonly JWT__ACCESS_TTL: number;
  readonly AUTH__PUBLIC_READS: boolean;
  readonly AUTH__REGISTRATION: 'open' | 'closed';
  readonly PASSWORD__MIN_LENGTH: number;
  readonly ADMIN__EMAIL?: string;
  readonly ADMIN__PASSWORD?: string;
  readonly CATALOGUE__REQUIRE_IF_MATCH: boolean;
  readonly CORS__ORIGINS: string[];
  readonly TRUST_PROXY: string[];
  readonly DOCS: boolean;
  /** Whether an empty catalogue is filled with the sample. */
  readonly DEMO: boolean;
  readonly LOG__LEVEL: 'error' | 'warn' | 'info';
  readonly LOG__FORMAT?: 'json' | 'pretty';
}

const seconds = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A span of time such as `15m`, kept in seconds. */
const duration = () =>
  Joi.string()
    .pattern(/^[1-9]\d{0,5}[smhd]$/, 'duration such as 90s, 15m, 12h or 7d')
    .custom(
      (text: string) => Number(text.slice(0, -1)) * seconds[text.slice(-1) as keyof typeof seconds],
    ) as unknown as Joi.NumberSchema;

const origin = () =>
  Joi.string()
    .uri({ scheme: ['http', 'https'] })
    .custom((text: string, { error }) => (new URL(text).origin === text ? text : error('string.origin')))
    .messages({ 'string.origin': '{{#label}} must be an origin: scheme, host and port, nothing behind' });

const proxy = Joi.alternatives(
  Joi.string().ip({ cidr: 'optional' }),
  Joi.string().valid('loopback', 'linklocal', 'uniquelocal'),
);

const schema = Joi.object<Settings, true>({
  NODE_ENV: Joi.string().valid('development', 'test', 'production').default('development'),
  HOST: Joi.string().hostname().default('127.0.0.1'),
  PORT: Joi.number().port().default(8000),
  PUBLIC_URL: origin().default(
    ({ HOST, PORT }) => `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`,
  ),
  DB_URL: Joi.string()
    .uri({ scheme: ['postgresql', 'postgres', 'postgresql+asyncpg'] })
    .custom((text: string) => text.replace(/^postgresql\+asyncpg:/, 'postgresql:'))
    .when('NODE_ENV', { not: 'production', otherwise: Joi.required() }),
  DATA_DIR: Joi.string().default('./data'),
  DB__POOL_MAX: Joi.number().integer().min(1).max(1000).default(10),
  DB__STATEMENT_TIMEOUT_MS: Joi.number().integer().min(100).max(600_000).default(5000),
  DB__MIGRATE: Joi.boolean().default(({ NODE_ENV }) => NODE_ENV !== 'production'),
  REDIS__HOST: Joi.string().hostname(),
  REDIS__PORT: Joi.number().port().default(6379),
  REDIS__DB: Joi.number().integer().min(0).max(1_000_000).default(0),
  REDIS__USERNAME: Joi.string(),
  REDIS__PASSWORD: Joi.string(),
  REDIS__TLS: Joi.boolean().default(false),
  CACHE__TTL_SECONDS: Joi.number().integer().min(1).max(86_400).default(300),
  JWT__PRIVATE_KEY: Joi.string().default('./certs/private.pem'),
  JWT__PUBLIC_KEY: Joi.string().default('./certs/public.pem'),
  JWT__ALGORITHM: Joi.string().valid('RS256', 'PS256', 'ES256').default('RS256'),
  JWT__ISSUER: Joi.string().default('project-db-auth'),
  JWT__AUDIENCE: Joi.string().default('project-db-auth'),
  JWT__ACCESS_TTL: duration().default(900),
  AUTH__PUBLIC_READS: Joi.boolean().default(true),
  AUTH__REGISTRATION: Joi.string().valid('open', 'closed').default('open'),
  PASSWORD__MIN_LENGTH: Joi.number().integer().min(8).max(128).default(15),
  ADMIN__EMAIL: Joi.string().email({ tlds: false }),
  ADMIN__PASSWORD: Joi.string().min(Joi.ref('PASSWORD__MIN_LENGTH')).max(256),
  CATALOGUE__REQUIRE_IF_MATCH: Joi.boolean().default(false),
  CORS__ORIGINS: Joi.array().items(origin()).default([]),
  TRUST_PROXY: Joi.array().items(proxy).default([]),
  DOCS: Joi.boolean().default(true),
  DEMO: Joi.boolean().default(({ DB_URL }) => DB_URL === undefined),
  LOG__LEVEL: Joi.string().valid('error', 'warn', 'info').default('info'),
  LOG__FORMAT: Joi.string().valid('json', 'pretty'),
}).and('ADMIN__EMAIL', 'ADMIN__PASSWORD');

/** The names of all settings. */
export const settingNames: readonly string[] = Object.keys(schema.describe().keys as object);

const lists = ['CORS__ORIGINS', 'TRUST_PROXY'];
const prefixes = new Set(settingNames.flatMap((name) => name.match(/^[A-Z]+__/) ?? []));
const isOurs = (name: string) =>
  settingNames.includes(name) || [...prefixes].some((prefix) => name.startsWith(prefix));

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment, on top of what a `.env` file in the working directory says. */
const environment = (): Environment => ({
  ...(existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {}),
  ...process.env,
});

/** Settings that may come as a file, as container secrets do: `REDIS__PASSWORD_FILE` names one. */
const secrets: readonly string[] = ['DB_URL', 'REDIS__PASSWORD', 'ADMIN__PASSWORD'];

/** The environment with the content of the files that it names for secrets, and what is wrong with those. */
const withSecrets = (env: Environment): { env: Environment; mistakes: string[] } => {
  const mistakes: string[] = [];
  const read = (name: string, file: string) => {
    if (env[name]) mistakes.push(`${name} and ${name}_FILE must not be given both`);
    try {
      return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch {
      mistakes.push(`${name}_FILE names a file that cannot be read`);
      return '';
    }
  };
  const given = secrets.flatMap((name) => {
    const file = env[`${name}_FILE`];
    return file
      ? [
          [name, read(name, file)],
          [`${name}_FILE`, ''],
        ]
      : [];
  });
  return { env: { ...env, ...Object.fromEntries(given) }, mistakes };
};

/** What is wrong with the settings: one sentence a mistake, naming the setting and never its value. */
export class SettingsError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(['These settings are wrong:', ...mistakes.map((mistake) => `  ${mistake}`)].join('\n'));
    this.name = 'SettingsError';
  }
}

/**
 * The settings, all checked. An empty value is as good as none.
 * @param check finds what is wrong beyond the values themselves, such as files that are not there
 * @throws SettingsError with everything that is wrong
 */
export const readSettings = (
  from: Environment = environment(),
  check: (settings: Settings) => readonly string[] = () => [],
): Settings => {
  const { env, mistakes: unreadable } = withSecrets(from);
  const given = Object.entries(env)
    .filter(([name, value]) => value && isOurs(name))
    .map(([name, value = '']) => [
      name,
      lists.includes(name) ? value.split(',').map((item) => item.trim()) : value,
    ]);
  const { value, error } = schema.validate(Object.fromEntries(given), {
    abortEarly: false,
    errors: { wrap: { label: false } },
    messages: {
      'string.min': '{{#label}} must not be shorter than PASSWORD__MIN_LENGTH',
      'string.pattern.name': '{{#label}} must be a {{#name}}',
      'object.unknown': '{{#label}} is not a setting of this service',
    },
  });
  const mistakes = [
    ...unreadable,
    ...(error?.details.map(({ message }) => message) ?? []),
    ...check(value as Settings),
  ];
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  return value as Settings;
};
