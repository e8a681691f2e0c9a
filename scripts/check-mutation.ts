/**
 * Runs mutation tests of the core: about 1,700 mutants. Prints the score of each file, and fails if more than 15 % of all
 * mutants survive.
 *
 *     npm run mutation [-- --since <commit> [--max-lines <number>]]
 *
 * With --since, only the lines that have changed since that commit are mutated. With --max-lines, only about that many of
 * them: parts of all changed files, others in each commit.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The part of Stryker's JSON report that is used. */
interface Report {
  readonly files: Record<string, { readonly mutants: readonly { readonly status: string }[] }>;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const reportFile = join(root, 'coverage/mutation.json');
const minimum = 85;
/** The longest part of a file that --max-lines takes at once. */
const partLines = 20;
const folders = ['src/core/identity', 'src/core/catalogue', 'src/core/import'];

const run = (command: string, args: readonly string[]) => {
  const { status, stdout } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', command === 'git' ? 'pipe' : 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${status}`);
  return stdout ?? '';
};

/** Returns the changed lines of the core as Stryker's ranges, such as `src/core/identity/login.ts:12-14`. */
const changedLines = (commit: string): string[] => {
  const ranges: string[] = [];
  let file = '';
  const diff = run('git', ['diff', '--unified=0', '--no-prefix', commit, '--', ...folders]);
  for (const line of diff.split('\n')) {
    file = /^\+\+\+ (.+)$/.exec(line)?.[1] ?? file;
    const [, first, count = '1'] = /^@@ \S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (first !== undefined && count !== '0' && file.endsWith('.ts'))
      ranges.push(`${file}:${first}-${Number(first) + Number(count) - 1}`);
  }
  return ranges;
};

const linesOf = (range: string): number => {
  const [, first, last] = /:(\d+)-(\d+)$/.exec(range) ?? [];
  return Number(last) - Number(first) + 1;
};

/** Returns ranges with about `max` lines. Their order, by a hash with the current commit, differs in each commit. */
const sample = (ranges: readonly string[], max: number): string[] => {
  const commit = run('git', ['rev-parse', 'HEAD']);
  const order = (range: string) => createHash('sha256').update(commit).update(range).digest('hex');
  // A new file is one range: parts of it are chosen.
  const parts = ranges.flatMap((range) => {
    const [, file, first, last] = /^(.+):(\d+)-(\d+)$/.exec(range) ?? [];
    return Array.from({ length: Math.ceil(linesOf(range) / partLines) }, (_, i) => {
      const begin = Number(first) + i * partLines;
      return `${file}:${begin}-${Math.min(Number(last), begin + partLines - 1)}`;
    });
  });
  let lines = 0;
  return parts
    .map((range) => ({ range, place: order(range) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .filter(({ range }) => {
      if (lines >= max) return false;
      lines += linesOf(range);
      return true;
    })
    .map(({ range }) => range);
};

/** Returns the percentage of detected mutants, as computed by Stryker. */
const scoreOf = (statuses: readonly string[]): number => {
  const count = (...wanted: string[]) => statuses.filter((status) => wanted.includes(status)).length;
  const [detected, missed] = [count('Killed', 'Timeout'), count('Survived', 'NoCoverage')];
  return detected + missed === 0 ? 100 : Math.round((10_000 * detected) / (detected + missed)) / 100;
};

const { since, 'max-lines': maxLines } = parseArgs({
  options: { since: { type: 'string' }, 'max-lines': { type: 'string' } },
}).values;
const changed = since === undefined ? [] : changedLines(since);
const ranges = maxLines === undefined ? changed : sample(changed, Number(maxLines));
const count = (some: readonly string[]) => some.reduce((sum, range) => sum + linesOf(range), 0);
if (ranges.length < changed.length || count(ranges) < count(changed))
  console.log(`${count(ranges)} of ${count(changed)} changed lines are mutated`);
if (since !== undefined && ranges.length === 0) {
  console.log(`no line of ${folders.join(' or ')} has changed since ${since}`);
} else {
  run('npx', ['stryker', 'run', ...(since === undefined ? [] : ['--mutate', ranges.join(',')])]);
  const { files }: Report = JSON.parse(readFileSync(reportFile, 'utf8'));
  const statuses = Object.entries(files).map(
    ([file, { mutants }]) => [file, mutants.map(({ status }) => status)] as const,
  );
  for (const [file, ofFile] of statuses) console.log(`${scoreOf(ofFile).toFixed(2).padStart(6)}  ${file}`);
  const total = scoreOf(statuses.flatMap(([, ofFile]) => ofFile));
  console.log(`score: ${total} of 100 (limit ${minimum})`);
  process.exitCode = total < minimum ? 1 : 0;
}
