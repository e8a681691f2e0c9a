/**
 * Generates .env.example and the table in docs/settings.md from the schema of the settings. A test fails if either
 * file differs from the output of this script.
 *
 *     npm run docs:settings
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type Joi from 'joi';
import { secrets } from '../src/composition/settings.js';
import { settingsSchema } from '../src/composition/settings-schema.js';

const root = resolve(import.meta.dirname, '..');

/** The documentation of a setting. */
interface DocumentedSetting {
  readonly name: string;
  readonly description: string;
  /** The default as in .env; empty if there is none, or if it depends on other settings. */
  readonly defaultValue: string;
  /** The default in words, if it depends on other settings. */
  readonly defaultInWords?: string | undefined;
}

const documented = ([name, { flags, metas }]: [string, Joi.Description]): DocumentedSetting => {
  const { description, default: defaultOf } = { ...flags } as { description?: string; default?: unknown };
  const shownDefault: string | undefined = metas?.[0]?.shownDefault;
  assert.ok(description, `${name} has no description`);
  if (defaultOf !== undefined && typeof defaultOf !== 'function')
    return { name, description, defaultValue: shownDefault ?? String(defaultOf) };
  assert.ok(shownDefault || !defaultOf, `${name} has no description of its default`);
  return { name, description, defaultValue: '', defaultInWords: shownDefault };
};

const comment = (text: string) => text.replace(/(.{1,113})(?: |$)/g, '# $1\n');
const assignment = ({ name, description, defaultValue, defaultInWords }: DocumentedSetting) =>
  `${comment(defaultInWords ? `${description} Default: ${defaultInWords}.` : description)}${name}=${defaultValue}\n`;

const envExample = (settings: readonly DocumentedSetting[]) => `\
# All settings with their defaults; a setting without a default is empty. Copy this file to .env, or set environment
# variables, which take precedence. docs/settings.md describes the syntax.

${settings.map(assignment).join('')}`;

const code = (text: string) => `\`${text}\``;
const row = ({ name, description, defaultValue, defaultInWords = 'none' }: DocumentedSetting) =>
  `| ${code(name)} | ${defaultValue ? code(defaultValue) : defaultInWords} | ${description} |\n`;

const table = (settings: readonly DocumentedSetting[]) => `\
| setting | default | description |
| --- | --- | --- |
${settings.map(row).join('')}
${new Intl.ListFormat('en-GB').format(secrets.map(code))} can also be read from a file, for example \
\`DB_URL_FILE=/run/secrets/db_url\`.
`;

/** Returns the generated files, with their content. */
export const documents = (): Readonly<Record<'.env.example' | 'docs/settings.md', string>> => {
  const settings = Object.entries<Joi.Description>(settingsSchema.describe().keys).map(documented);
  const page = readFileSync(join(root, 'docs/settings.md'), 'utf8');
  const generated = /(?<=<!-- settings -->\n\n).*(?=\n<!-- \/settings -->)/s;
  assert.ok(
    generated.test(page),
    'docs/settings.md needs the lines <!-- settings --> and <!-- /settings -->',
  );
  return {
    '.env.example': envExample(settings),
    'docs/settings.md': page.replace(generated, () => table(settings)),
  };
};

if (process.argv[1] === import.meta.filename)
  for (const [file, text] of Object.entries(documents())) writeFileSync(join(root, file), text);
