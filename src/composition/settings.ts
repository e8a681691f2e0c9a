import type Joi from 'joi';
import { fileReason, readEnvFile, readTextFile } from './env-file.js';
import { settingsSchema } from './settings-schema.js';
import type { Settings } from './settings-type.js';

export type { Settings };

const rules: Readonly<Record<string, Joi.Description>> = settingsSchema.describe().keys;

/** The names of all settings. */
export const settingNames: readonly string[] = Object.keys(rules);

const isList = (name: string) => rules[name]?.type === 'array';
const prefixes = new Set(settingNames.flatMap((name) => name.match(/^[A-Z]+__/) ?? []));
/** Settings that may come as a file, as container secrets do: `REDIS__PASSWORD_FILE` names one. */
export const secrets: readonly string[] = ['DB_URL', 'REDIS__PASSWORD', 'ADMIN__PASSWORD', 'SMTP__URL'];

const allNames = [...settingNames, ...secrets.map((name) => `${name}_FILE`)];
const isOurs = (name: string) =>
  allNames.includes(name) || [...prefixes].some((prefix) => name.startsWith(prefix));

const letters = (name: string) => name.toUpperCase().replaceAll('_', '');
const byLetters = new Map(allNames.map((name) => [letters(name), name]));
/** The setting that a name of our own file is meant for: `redis_host` for REDIS__HOST. */
const meant = (name: string) =>
  isOurs(name.toUpperCase()) ? name.toUpperCase() : byLetters.get(letters(name));

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment, on top of what a `.env` file in the working directory says, and what is wrong with that. */
const environment = () => {
  const { env, mistakes } = readEnvFile('.env', meant);
  return { env: { ...env, ...process.env }, mistakes };
};

/** The environment with the content of the files that it names for secrets, and what is wrong with those. */
const withSecrets = (env: Environment): { env: Environment; mistakes: string[] } => {
  const mistakes: string[] = [];
  const read = (name: string, file: string) => {
    if (env[name]) mistakes.push(`${name} and ${name}_FILE must not be given both`);
    try {
      const secret = readTextFile(file).replace(/\r?\n$/, '');
      if (secret.trim() === '') mistakes.push(`${name}_FILE names a file that is empty`);
      return secret;
    } catch (error) {
      // Without what it names: that may be the secret itself, set by mistake.
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

/** Names of the original service that are not ours, and what to set instead. */
const successors: Readonly<Record<string, string>> = {
  JWT__EXPIRE_TIME_ACCESS: 'JWT__ACCESS_TTL, with a unit, such as 15m',
  JWT__EXPIRE_TIME_REFRESH: 'JWT__REFRESH_TTL, with a unit, such as 7d',
};

/** Names that are ours but for their case. Without an underscore they may be anybody's. */
const inLowerCase = (env: Environment): string[] =>
  Object.keys(env)
    .filter((name) => name.includes('_') && name !== name.toUpperCase() && isOurs(name.toUpperCase()))
    .map((name) => `${name} is not a setting of this service: write ${name.toUpperCase()}`);

const listed = (value: string) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** Without what surrounds it: spaces, and the carriage return that a Windows file leaves. A password keeps its spaces. */
const trimmed = (name: string, value: string) =>
  name.endsWith('PASSWORD') ? value.replace(/[\r\n]+$/, '') : value.trim();

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
  from?: Environment,
  check: (settings: Settings) => readonly string[] = () => [],
): Settings => {
  const { env: all, mistakes: inFile } = from === undefined ? environment() : { env: from, mistakes: [] };
  const { env, mistakes: unreadable } = withSecrets(all);
  const given = Object.entries(env)
    .map(([name, value = '']) => [name, trimmed(name, value)] as const)
    .filter(([name, value]) => value && isOurs(name))
    .map(([name, value]) => [name, isList(name) ? listed(value) : value]);
  const { value, error } = settingsSchema.validate(Object.fromEntries(given), {
    abortEarly: false,
    errors: { wrap: { label: false } },
    messages: {
      'string.min': '{{#label}} must not be shorter than PASSWORD__MIN_LENGTH',
      'string.pattern.name': '{{#label}} must be a {{#name}}',
      'object.and': '{{#presentWithLabels}} needs {{#missingWithLabels}} too',
      'object.with': '{{#mainWithLabel}} needs {{#peerWithLabel}} too',
      'object.unknown': '{{#label}} is not a setting of this service',
    },
  });
  const mistakes = [
    ...inFile,
    ...unreadable,
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
