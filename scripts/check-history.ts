/**
 * Runs several instances of the build on one Postgres and one Redis, with readers, writers, imports and random faults.
 * A read that begins after a write was acknowledged, or after an import succeeded, must not return the state before it.
 * Prints a summary. Fails on a violation, on a 500, on an import that fails without a fault, and if the hit ratio of the
 * cache is too low.
 *
 *     npm run check:history -- [--minutes 10 | --seconds 60] [--seed N] [--instances 3] [--hit-ratio 0.3]
 *       [--faults REGEX]
 *
 * The check itself is checked: `--without <safety>` switches off one of the safeties in `history/safeties.ts`, and the run
 * fails unless it finds a violation.
 */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './history/builds.js';
import { complaints, report } from './history/report.js';
import { runHistory } from './history/run.js';
import { type Safety, safeties, switchedOff } from './history/safeties.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seconds: { type: 'string' },
    seed: { type: 'string' },
    instances: { type: 'string', default: '3' },
    'hit-ratio': { type: 'string', default: '0.3' },
    without: { type: 'string' },
    // Restricts the run to faults whose names match.
    faults: { type: 'string', default: '' },
  },
});
const number = (text: string) => {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`"${text}" is not a number`);
  return Number(text);
};
const seconds = values.seconds === undefined ? 60 * number(values.minutes) : number(values.seconds);
const seed = values.seed === undefined ? randomInt(1_000_000) : number(values.seed);
const { without } = values;
/** Only test/thorough/safeties can switch off the wait of an import, since it is part of a command. */
const possible = Object.entries(safeties).flatMap(([name, off]) =>
  'importEndsAtCommit' in off ? [] : [name],
);
if (without !== undefined && !possible.includes(without))
  throw new Error(`--without ${without}: there is no such safety. Supported: ${possible.join(', ')}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const program =
  without === undefined
    ? [join(root, 'dist/main.js')]
    : ['--import', import.meta.resolve('tsx'), join(root, 'scripts/history/service-without.ts'), without];
const programs = Array.from({ length: Math.max(3, number(values.instances)) }, () => program);
const what = without === undefined ? '' : `, without ${without}`;
console.log(`seed ${seed}, ${seconds} s, ${programs.length} instances${what}`);
const result = await runHistory({
  seed,
  seconds,
  programs,
  importer: join(root, 'dist/commands/import.js'),
  untilViolation: without !== undefined,
  only: new RegExp(values.faults),
  sql: switchedOff(without as Safety | undefined).sql,
});
console.log(report(result));
if (without === undefined) {
  const wrong = complaints(result, { hitRatio: number(values['hit-ratio']) });
  for (const line of wrong) console.log(`FAILED: ${line}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} else {
  const isFound = result.tally.violations.length > 0;
  console.log(isFound ? `found, without ${without}` : `FAILED: nothing found, without ${without}`);
  process.exitCode = isFound ? 0 : 1;
}
