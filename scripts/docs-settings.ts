/**
 * Writes what README.md and .env.example say of the settings, made of their schema. A test fails when either differs.
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

/** What people are told of a setting. */
interface Told {
  readonly name: string;
  readonly sentence: string;
  /** What it is when nobody says; empty when it is nothing then, or when that depends on other things. */
  readonly value: string;
  /** On what, in words. */
  readonly words?: string | undefined;
}

const told = ([name, { flags, metas }]: [string, Joi.Description]): Told => {
  const { description: sentence, default: made } = { ...flags } as {
    description?: string;
    default?: unknown;
  };
  const words: string | undefined = metas?.[0]?.shownDefault;
  assert.ok(sentence, `${name} needs a sentence that says what it is for`);
  if (made !== undefined && typeof made !== 'function')
    return { name, sentence, value: words ?? String(made) };
  assert.ok(words || !made, `${name} needs words for its default`);
  return { name, sentence, value: '', words };
};

const comment = (text: string) => text.replace(/(.{1,113})(?: |$)/g, '# $1\n');
const assignment = ({ name, sentence, value, words }: Told) =>
  `${comment(words ? sentence.replace(/\.$/, `; without one, ${words}.`) : sentence)}${name}=${value}\n`;

const example = (settings: readonly Told[]) => `\
# Every setting, each with its default; what has none is left empty. Copy to .env, or set them in the environment,
# which wins. Lists are separated by commas, spans of time read 90s, 15m, 12h or 7d, limits 10/15m.

${settings.map(assignment).join('')}`;

const code = (text: string) => `\`${text}\``;
const row = ({ name, sentence, value, words = 'none' }: Told) =>
  `| ${code(name)} | ${value ? code(value) : words} | ${sentence} |\n`;

const table = (settings: readonly Told[]) => `\
| name | default | what it does |
| --- | --- | --- |
${settings.map(row).join('')}
${new Intl.ListFormat('en-GB').format(secrets.map(code))} may also come as files: \
\`DB_URL_FILE=/run/secrets/db_url\`.
`;

/** The files as they should be. */
export const documents = (): Readonly<Record<'.env.example' | 'README.md', string>> => {
  const settings = Object.entries<Joi.Description>(settingsSchema.describe().keys).map(told);
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const place = /(?<=<!-- settings -->\n\n).*(?=\n<!-- \/settings -->)/s;
  assert.ok(place.test(readme), 'README.md has lost <!-- settings --> or <!-- /settings -->');
  return { '.env.example': example(settings), 'README.md': readme.replace(place, () => table(settings)) };
};

if (process.argv[1] === import.meta.filename)
  for (const [file, text] of Object.entries(documents())) writeFileSync(join(root, file), text);
