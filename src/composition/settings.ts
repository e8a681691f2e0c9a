import type Joi from 'joi';
import { fileReason, readEnvFile, readTextFile } from './env-file.js';
import { settingsSchema } from './settings-schema.js';
import type { Settings } from './settings-type.js';

export type { Settings };

const rules: Readonly<Record<string, Joi.Description>> = settingsSchema.describe().keys;

/** Names of all settings. */
export const settingNames: readonly string[] = Object.keys(rules);

const isList = (name: string) => rules[name]?.type === 'array';
const prefixes = new Set(settingNames.flatMap((name) => name.match(/^[A-Z]+__/) ?? []));
/** Settings that can also be read from a file, such as a container secret: `REDIS__PASSWORD_FILE` is its path. */
export const secrets: readonly string[] = [
  'DB_URL',
  'ORIGINAL_DB_URL',
  'REDIS__PASSWORD',
  'ADMIN__PASSWORD',
  'SMTP__URL',
  'OTEL_EXPORTER_OTLP_HEADERS',
];

const allNames = [...settingNames, ...secrets.map((name) => `${name}_FILE`)];
/** Whether a variable is a setting, or a misspelled one: it has the prefix of a setting. */
const isReserved = (name: string) =>
  allNames.includes(name) || [...prefixes].some((prefix) => name.startsWith(prefix));

const withoutUnderscores = (name: string) => name.toUpperCase().replaceAll('_', '');
const namesWithoutUnderscores = new Map(allNames.map((name) => [withoutUnderscores(name), name]));
/** Returns the setting that a name in `.env` means: REDIS__HOST for `redis_host`. */
const settingFor = (name: string) =>
  isReserved(name.toUpperCase()) ? name.toUpperCase() : namesWithoutUnderscores.get(withoutUnderscores(name));

type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the environment variables, which override those of `.env` in the working directory, and its mistakes. */
const readEnvironment = () => {
  const { env, mistakes } = readEnvFile('.env', settingFor);
  return { env: { ...env, ...process.env }, mistakes };
};

/** Replaces each `…_FILE` of a secret by the content of the file, and reports what is wrong with the files. */
const withSecrets = (env: Environment): { env: Environment; mistakes: string[] } => {
  const mistakes: string[] = [];
  const read = (name: string, file: string) => {
    if (env[name]) mistakes.push(`${name} and ${name}_FILE are both set: set only one of them`);
    try {
      const secret = readTextFile(file).replace(/\r?\n$/, '');
      if (secret.trim() === '') mistakes.push(`${name}_FILE names a file that is empty`);
      return secret;
    } catch (error) {
      // Without the path: by mistake, it may be the secret itself.
      mistakes.push(`${name}_FILE names a file that cannot be read: ${fileReason(error)}`);
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

/** Settings of the original service, and their replacements. */
const successors: Readonly<Record<string, string>> = {
  JWT__EXPIRE_TIME_ACCESS: 'JWT__ACCESS_TTL, with a unit, such as 15m',
  JWT__EXPIRE_TIME_REFRESH: 'JWT__REFRESH_TTL, with a unit, such as 7d',
};

/** Settings in lower case. A name without an underscore is ignored: it may belong to another program. */
const inLowerCase = (env: Environment): string[] =>
  Object.keys(env)
    .filter((name) => name.includes('_') && name !== name.toUpperCase() && isReserved(name.toUpperCase()))
    .map((name) => `${name} is not a setting of this service: write ${name.toUpperCase()}`);

const splitList = (value: string) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** Trims spaces, and the carriage return of a Windows file. A password keeps its spaces. */
const trimmed = (name: string, value: string) =>
  name.endsWith('PASSWORD') ? value.replace(/[\r\n]+$/, '') : value.trim();

/** Invalid settings. Each mistake is a sentence that names the setting, never its value. */
export class SettingsError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(['These settings are wrong:', ...mistakes.map((mistake) => `  ${mistake}`)].join('\n'));
    this.name = 'SettingsError';
  }
}

/**
 * Reads and validates all settings. An empty value counts as not set.
 * @param check returns further mistakes, such as missing files
 * @throws SettingsError with all mistakes
 */
export const readSettings = (
  from?: Environment,
  check: (settings: Settings) => readonly string[] = () => [],
): Settings => {
  const { env: all, mistakes: fileMistakes } =
    from === undefined ? readEnvironment() : { env: from, mistakes: [] };
  const { env, mistakes: secretMistakes } = withSecrets(all);
  const given = Object.entries(env)
    .map(([name, value = '']) => [name, trimmed(name, value)] as const)
    .filter(([name, value]) => value && isReserved(name))
    .map(([name, value]) => [name, isList(name) ? splitList(value) : value]);
  const { value, error } = settingsSchema.validate(Object.fromEntries(given), {
    abortEarly: false,
    errors: { wrap: { label: false } },
    messages: {
      'string.min': '{{#label}} must have at least PASSWORD__MIN_LENGTH characters',
      'string.pattern.name': '{{#label}} must be a {{#name}}',
      'object.and': '{{#presentWithLabels}} requires {{#missingWithLabels}}',
      'object.with': '{{#mainWithLabel}} requires {{#peerWithLabel}}',
      'object.unknown': '{{#label}} is not a setting of this service',
    },
  });
  const mistakes = [
    ...fileMistakes,
    ...secretMistakes,
    ...inLowerCase(from ?? process.env),
    ...(error?.details.map(({ message, context }) => {
      const successor = successors[context?.label ?? ''];
      return successor === undefined ? message : `${message}: set ${successor}`;
    }) ?? []),
    ...check(value as Settings),
  ];
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  return value as Settings;
};
