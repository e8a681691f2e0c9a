import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { reasonWithoutPath } from '../core/shared/reason.js';

/**
 * Reads a UTF-8 text file, without its byte order mark.
 * @throws TypeError if it is not UTF-8
 * @throws Error of the file system
 */
export const readTextFile = (file: string): string => {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  // UTF-16 without a byte order mark is valid UTF-8.
  if (text.includes('\0')) throw new TypeError('it contains zero bytes');
  return text;
};

/** Returns why `readTextFile` failed, without the path. */
export const fileReason = (error: unknown): string =>
  error instanceof TypeError ? 'it is not UTF-8 text' : reasonWithoutPath(error);

/** A value that all parsers read in the same way: in closed quotes, or unquoted and without a #. */
const plainValue =
  /^(?:"[^"]*"\s*(?:#.*)?|'[^']*'\s*(?:#.*)?|`[^`]*`\s*(?:#.*)?|(?!["'`])[^#]*(?:(?:^|\s)#.*)?)$/;

/** Returns what is wrong with a line that names a setting. `parsed`: the names that Node's parser found. */
const lineMistake = (name: string, rest: string, parsed: ReadonlySet<string>): string | undefined => {
  if (!parsed.has(name) || !rest.startsWith('=')) return `does not set ${name}: write ${name}=value`;
  if (plainValue.test(rest.slice(1).trim())) return undefined;
  return `sets ${name} to a value that is cut off at # or a quote: put the whole value in quotes`;
};

/**
 * Reads the variables of a `.env` file, if it exists. `mistakes` reports each line that names a setting without setting
 * it.
 * @param settingFor returns the setting that a name means, even if misspelled; undefined: none
 */
export const readEnvFile = (
  file: string,
  settingFor: (name: string) => string | undefined,
): { env: Readonly<Record<string, string | undefined>>; mistakes: readonly string[] } => {
  let text: string;
  try {
    text = readTextFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { env: {}, mistakes: [] };
    return { env: {}, mistakes: [`${file} cannot be read: ${fileReason(error)}`] };
  }
  // Node's parser supports no tabs, no line ends other than \n and \r\n, and only one space after `export`.
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim().replace(/^(?:export\s+)?(\w+)\s*=\s*/, '$1='));
  // The parser joins a name without = to the next line.
  const isBare = (line: string) => /^\w+$/.test(line) && settingFor(line) !== undefined;
  const env = parseEnv(lines.map((line) => (isBare(line) ? '' : line)).join('\n'));
  const parsed = new Set(Object.keys(env));
  const firstLines = new Map<string, number>();
  const mistakes = lines.flatMap((line, index) => {
    const [, name = '', rest = ''] = /^(?:export\s+|set\s+)?(\w+)\s*(.*)$/.exec(line) ?? [];
    const setting = settingFor(name);
    if (setting === undefined) return [];
    if (name !== setting) return [`line ${index + 1} of ${file} sets ${name}: write ${setting}`];
    const first = firstLines.get(name);
    if (first !== undefined) return [`line ${index + 1} of ${file} sets ${name} again, after line ${first}`];
    firstLines.set(name, index + 1);
    const mistake = lineMistake(name, rest, parsed);
    return mistake === undefined ? [] : [`line ${index + 1} of ${file} ${mistake}`];
  });
  return { env, mistakes };
};
