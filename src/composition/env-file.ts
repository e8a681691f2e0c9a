import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { reasonWithoutPath } from '../core/shared/reason.js';

/**
 * A text file that people write.
 * @throws Error when it cannot be read, or is not UTF-8; a byte order mark is dropped
 */
export const readTextFile = (file: string): string => {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  // UTF-16 without a byte order mark is valid UTF-8.
  if (text.includes('\0')) throw new TypeError('it contains zero bytes');
  return text;
};

/** Why a text file cannot be used, without its path. */
export const fileReason = (error: unknown): string =>
  error instanceof TypeError ? 'it is not UTF-8 text' : reasonWithoutPath(error);

/** A value that reads the same for everybody: in closed quotes, or without them and with no # inside. */
const plainValue =
  /^(?:"[^"]*"\s*(?:#.*)?|'[^']*'\s*(?:#.*)?|`[^`]*`\s*(?:#.*)?|(?!["'`])[^#]*(?:(?:^|\s)#.*)?)$/;

/** What is wrong with a line, as far as it sets one of our settings. `parsed` are the names that Node's parser found. */
const lineMistake = (name: string, rest: string, parsed: ReadonlySet<string>): string | undefined => {
  if (!parsed.has(name) || !rest.startsWith('=')) return `does not set ${name}: write ${name}=value`;
  if (plainValue.test(rest.slice(1).trim())) return undefined;
  return `sets ${name} to a value that # or quotes cut off: put the whole value in quotes`;
};

/**
 * The variables of a `.env` file, and what is wrong with it: a setting of ours is never lost without a word. Without a
 * file there are none.
 * @param meant the name of the setting that a name stands for, rightly written or not; undefined: it is not ours
 */
export const readEnvFile = (
  file: string,
  meant: (name: string) => string | undefined,
): { env: Readonly<Record<string, string | undefined>>; mistakes: readonly string[] } => {
  let text: string;
  try {
    text = readTextFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { env: {}, mistakes: [] };
    return { env: {}, mistakes: [`${file} cannot be read: ${fileReason(error)}`] };
  }
  // Node's parser knows no tabs, no other line ends than \n and \r\n, and one space after `export`.
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim().replace(/^(?:export\s+)?(\w+)\s*=\s*/, '$1='));
  // The parser would take a name without a = for the beginning of the next one.
  const isBare = (line: string) => /^\w+$/.test(line) && meant(line) !== undefined;
  const env = parseEnv(lines.map((line) => (isBare(line) ? '' : line)).join('\n'));
  const parsed = new Set(Object.keys(env));
  const firstLines = new Map<string, number>();
  const mistakes = lines.flatMap((line, index) => {
    const [, name = '', rest = ''] = /^(?:export\s+|set\s+)?(\w+)\s*(.*)$/.exec(line) ?? [];
    const ours = meant(name);
    if (ours === undefined) return [];
    if (name !== ours) return [`line ${index + 1} of ${file} sets ${name}: write ${ours}`];
    const first = firstLines.get(name);
    if (first !== undefined) return [`line ${index + 1} of ${file} sets ${name} again, after line ${first}`];
    firstLines.set(name, index + 1);
    const mistake = lineMistake(name, rest, parsed);
    return mistake === undefined ? [] : [`line ${index + 1} of ${file} ${mistake}`];
  });
  return { env, mistakes };
};
