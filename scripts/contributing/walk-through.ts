import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A code block of a document. `lines` are without the indentation of the list around it. */
interface Block {
  readonly language: string;
  readonly lines: readonly string[];
}

/** Returns the blocks of these sections, in order. @throws Error if a section is missing */
export const blocksOf = (document: string, headings: readonly string[]): readonly Block[] =>
  headings.flatMap((heading) => {
    const section = document.split(/^## /m).find((one) => one.startsWith(heading));
    if (section === undefined) throw new Error(`there is no section "${heading}"`);
    return [...section.matchAll(/^( *)```(\w+)\n(.*?)^\1```$/gms)].map(
      ([, indent = '', language = '', body = '']) => ({
        language,
        lines: body
          .trimEnd()
          .split('\n')
          .map((line) => line.slice(indent.length)),
      }),
    );
  });

/** Returns the one file that matches. `*` stands for the timestamp of a migration. */
const matching = (folder: string, path: string): string => {
  if (!path.includes('*')) return path;
  const pattern = new RegExp(`^${path.replace('*', '\\d+')}$`);
  const found = readdirSync(join(folder, dirname(path)))
    .map((name) => join(dirname(path), name))
    .filter((one) => pattern.test(one));
  if (found.length !== 1) throw new Error(`${path} matches ${found.length} files instead of one`);
  return found[0] as string;
};

/** Applies a diff whose parts end with a line `…`. @throws Error unless the old lines of each part occur exactly once */
const changed = (text: string, lines: readonly string[]): string => {
  const parts = lines.join('\n').split(/^ …\n/m);
  return parts.reduce((before, part) => {
    const one = part.replace(/\n$/, '').split('\n');
    const without = (sign: string) =>
      one
        .filter((line) => !line.startsWith(sign))
        .map((line) => `${line.slice(1)}\n`)
        .join('');
    const [old, next] = [without('+'), without('-')];
    if (before.split(old).length !== 2) throw new Error(`these lines do not occur exactly once:\n${old}`);
    return before.replace(old, () => next);
  }, text);
};

/** Runs a command in the folder. @throws Error with its output if it fails */
export const run = (folder: string, command: string, env: NodeJS.ProcessEnv = process.env): void => {
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', command], {
    cwd: folder,
    encoding: 'utf8',
    env,
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${command} exited with ${status}:\n${stdout}${stderr}`);
};

/** Executes a block: runs its commands, writes its file, or applies its diff. Returns a summary. */
export const applyBlock = (folder: string, { language, lines }: Block): string => {
  if (language === 'bash') {
    run(folder, lines.join('\n'));
    return lines.join('; ');
  }
  const [, name] = /^ ?\/\/ (\S+)$/.exec(lines[0] ?? '') ?? [];
  if (name === undefined)
    throw new Error(`a block must begin with the path of its file, but begins with: ${lines[0]}`);
  const path = matching(folder, name);
  const file = join(folder, path);
  const rest = lines.slice(1);
  mkdirSync(dirname(file), { recursive: true });
  if (language === 'diff') writeFileSync(file, changed(readFileSync(file, 'utf8'), rest));
  else writeFileSync(file, `${rest.join('\n')}\n`);
  return `${language === 'diff' ? 'change' : 'write'} ${path}`;
};
