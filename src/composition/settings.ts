import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type Joi from 'joi';
import { settingsSchema } from './settings-schema.js';
import type { Settings } from './settings-type.js';

export type { Settings };

const rules: Readonly<Record<string, Joi.Description>> = settingsSchema.describe().keys;

/** The names of all settings. */
export const settingNames: readonly string[] = Object.keys(rules);

const isList = (name: string) => rules[name]?.type === 'array';
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
export const secrets: readonly string[] = ['DB_URL', 'REDIS__PASSWORD', 'ADMIN__PASSWORD', 'SMTP__URL'];

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
    .map(([name, value = '']) => [name, isList(name) ? value.split(',').map((item) => item.trim()) : value]);
  const { value, error } = settingsSchema.validate(Object.fromEntries(given), {
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
