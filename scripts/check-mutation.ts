/**
 * Runs mutation tests of the core: about 1,700 mutants. Fails if more than 15 % of them survive, or if the score of a file is
 * below the one in test/mutation-scores.json.
 *
 *     npm run mutation [-- --since <commit>] [--record]
 *
 * With --since, only the files that have changed since that commit are mutated. With --record, the scores are written to
 * test/mutation-scores.json.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The part of Stryker's JSON report that is used. */
interface Report {
  readonly files: Record<string, { readonly mutants: readonly { readonly status: string }[] }>;
}
type Scores = Record<string, number>;

const root = fileURLToPath(new URL('../', import.meta.url));
const recordFile = join(root, 'test/mutation-scores.json');
const reportFile = join(root, 'coverage/mutation.json');
const minimum = 85;

const { values } = parseArgs({
  options: { since: { type: 'string' }, record: { type: 'boolean', default: false } },
});

const run = (command: string, args: readonly string[]) => {
  const { status, stdout } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', command === 'git' ? 'pipe' : 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${status}`);
  return stdout ?? '';
};

/** Returns the percentage of detected mutants, as computed by Stryker. */
const scoreOf = (statuses: readonly string[]): number => {
  const count = (...wanted: string[]) => statuses.filter((status) => wanted.includes(status)).length;
  const [detected, missed] = [count('Killed', 'Timeout'), count('Survived', 'NoCoverage')];
  return detected + missed === 0 ? 100 : Math.round((10_000 * detected) / (detected + missed)) / 100;
};

const folders = ['src/core/identity', 'src/core/catalogue', 'src/core/import'];
const changed =
  values.since === undefined
    ? undefined
    : run('git', ['diff', '--name-only', '--diff-filter=d', values.since, '--', ...folders])
        .split('\n')
        .filter((file) => file.endsWith('.ts'));

if (changed?.length === 0) {
  console.log(`no file of ${folders.join(' or ')} has changed since ${values.since}`);
} else {
  run('npx', ['stryker', 'run', ...(changed === undefined ? [] : ['--mutate', changed.join(',')])]);
  const { files }: Report = JSON.parse(readFileSync(reportFile, 'utf8'));
  const statuses = Object.values(files).map(({ mutants }) => mutants.map(({ status }) => status));
  const scores: Scores = Object.fromEntries(
    Object.keys(files).map((file, i) => [file, scoreOf(statuses[i] ?? [])]),
  );
  const recorded: Scores = existsSync(recordFile) ? JSON.parse(readFileSync(recordFile, 'utf8')) : {};
  const total = scoreOf(statuses.flat());
  const lower = Object.entries(scores).filter(([file, score]) => score < (recorded[file] ?? 0));
  console.log(`score: ${total} of 100`);
  if (values.record) {
    const all = changed === undefined ? scores : { ...recorded, ...scores };
    const sorted = Object.entries(all).sort(([a], [b]) => a.localeCompare(b));
    writeFileSync(recordFile, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
  } else {
    for (const [file, score] of lower) console.log(`FAILED: ${file}: ${score}, recorded ${recorded[file]}`);
    if (total < minimum) console.log(`FAILED: the score is below ${minimum}`);
    process.exitCode = lower.length > 0 || total < minimum ? 1 : 0;
  }
}
