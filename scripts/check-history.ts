/**
 * Several instances of the build on one Postgres and one Redis, readers and writers at all of them, an import now and
 * then, and faults at random: no read that begins after a write was answered, or after an import ended well, may show
 * the state before it. Prints what was done and seen; fails on a violation, on an answer 500, on an import that fails
 * without a fault, and when the cache was hardly used.
 *
 *     npm run check:history -- [--minutes 10 | --seconds 60] [--seed N] [--instances 3] [--hit-ratio 0.3]
 *       [--faults REGEX]
 *
 * The check is checked: with `--without <safety>` one of the safeties in `history/mutants.ts` is switched off, and the
 * run fails unless it finds a violation.
 */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { copyBuild, type Edit, otherVersion, root } from './history/builds.js';
import { mutants, type Safety } from './history/mutants.js';
import { complaints, report } from './history/report.js';
import { runHistory } from './history/run.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seconds: { type: 'string' },
    seed: { type: 'string' },
    instances: { type: 'string', default: '3' },
    'hit-ratio': { type: 'string', default: '0.3' },
    without: { type: 'string' },
    // Only those whose names match.
    faults: { type: 'string', default: '' },
  },
});
const number = (text: string) => {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`${text} is not a number`);
  return Number(text);
};
const seconds = values.seconds === undefined ? 60 * number(values.minutes) : number(values.seconds);
const seed = values.seed === undefined ? randomInt(1_000_000) : number(values.seed);
const { without } = values;
if (without !== undefined && !(without in mutants))
  throw new Error(`${without} is none of: ${Object.keys(mutants).join(', ')}`);
const edits: readonly Edit[] = without === undefined ? [] : mutants[without as Safety];

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const dist = join(root, 'dist');
const build = copyBuild(dist, edits);
const another = copyBuild(dist, [...edits, otherVersion]);
try {
  const programs = Array.from({ length: Math.max(3, number(values.instances)) }, () => build.main);
  programs[1] = another.main;
  const what = without === undefined ? '' : `, without ${without}`;
  console.log(`seed ${seed}, ${seconds} s, ${programs.length} instances${what}`);
  const result = await runHistory({
    seed,
    seconds,
    programs,
    importer: build.importer,
    untilViolation: without !== undefined,
    only: new RegExp(values.faults),
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
} finally {
  build.remove();
  another.remove();
}
