/**
 * Runs mutation tests of the core: about 1,700 mutants. Prints the score of each file, and fails if more than 15 % of all
 * mutants survive.
 *
 *     npm run mutation [-- --since <commit>]
 *
 * With --since, only the lines that have changed since that commit are mutated.
 */
import { spawnSync } from 'node:child_process';
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

/** Returns the percentage of detected mutants, as computed by Stryker. */
const scoreOf = (statuses: readonly string[]): number => {
  const count = (...wanted: string[]) => statuses.filter((status) => wanted.includes(status)).length;
  const [detected, missed] = [count('Killed', 'Timeout'), count('Survived', 'NoCoverage')];
  return detected + missed === 0 ? 100 : Math.round((10_000 * detected) / (detected + missed)) / 100;
};

const { since } = parseArgs({ options: { since: { type: 'string' } } }).values;
const ranges = since === undefined ? [] : changedLines(since);
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
