/**
 * All tests, on servers started once, by as many processes as there are cores: each takes the next file whenever it is
 * done with one. Says which files took longest. Ends with 1 when a test failed, or a process did not finish its file.
 *
 *     node --import tsx test/suite.ts [--only <pattern of files>]
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { builtProgram } from './support/built-program.js';
import { embeddedTemplate } from './support/embedded-folder.js';
import { postgresUrl, redisUrl, stopServers } from './support/servers/servers.js';
import type { FileReport } from './support/suite-worker.js';

// What takes longest is begun first: at the end, it would keep one core busy and the others idle.
const isSlow = (file: string) => /process|browser|embedded|bad-input|safeties|plans|idempotency/.test(file);
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && new RegExp(values.only).test(file))
  .sort((a, b) => Number(isSlow(b)) - Number(isSlow(a)) || a.localeCompare(b));

const began = performance.now();
/** The newest of each file. */
const reports = new Map<string, FileReport>();
/** What ended before it could report. */
const broken: string[] = [];
let unsteady: string | undefined;
const failed = () => [...reports.values()].filter((report) => report.failed > 0);

const take = (report: FileReport) => {
  reports.set(report.file, report);
  console.log(`\n${report.file}${report.failed > 0 ? ` FAILED ${report.failed}: see the end` : report.text}`);
};

/** Hands files to a process until there are none, and waits for its end. */
const feed = async (worker: ChildProcess, queue: string[]) => {
  let current: string | undefined;
  const next = () => {
    current = queue.shift();
    if (current === undefined) worker.disconnect();
    else worker.send(current);
  };
  worker.on('message', (message: FileReport) => {
    take(message);
    next();
  });
  next();
  const [code, signal] = await once(worker, 'exit');
  if (code === 0 && current === undefined) return;
  broken.push(`${current ?? 'after the last file'}: its process ended with ${signal ?? code}`);
};

/**
 * A file that is the only one to fail may have met a machine too busy for it: it counts as passed, and is told of, when
 * it passes twice by itself. Two such files are no accident.
 */
const again = async (start: () => ChildProcess) => {
  const [first, ...others] = failed();
  if (first === undefined || others.length > 0 || broken.length > 0) return;
  console.log(`\nONCE MORE, twice, by itself: ${first.file}, which failed:\n${first.text}`);
  for (let time = 0; time < 2; time += 1) {
    await feed(start(), [first.file]);
    if (failed().length > 0 || broken.length > 0) return;
  }
  unsteady = first.file;
};

// The processes get it too, and stop after the test that they are at.
process.once('SIGINT', () => broken.push(`interrupted: ${files.splice(0).length} files were not run`));
try {
  const [TEST_DB_URL, TEST_REDIS_URL, TEST_EMBEDDED_FOLDER] = await Promise.all([
    postgresUrl(),
    redisUrl(),
    embeddedTemplate(),
  ]);
  const TEST_PROGRAM = builtProgram();
  const env = { ...process.env, TEST_DB_URL, TEST_REDIS_URL, TEST_EMBEDDED_FOLDER, TEST_PROGRAM };
  const start = () => fork(new URL('support/suite-worker.ts', import.meta.url), { env });
  // More than four would want more connections than a usual Postgres has.
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, () => feed(start(), files)));
  await again(start);
} finally {
  await stopServers();
}
const slowest = [...reports.values()].sort((a, b) => b.seconds - a.seconds).slice(0, 20);
console.log('\nThe slowest files, in seconds:');
for (const { file, seconds } of slowest) console.log(`${seconds.toFixed(1).padStart(8)}  ${file}`);
const failures = [...failed().map(({ file, text }) => `${file}\n${text}`), ...broken];
for (const failure of failures) console.log(`\nFAILED: ${failure}`);
if (unsteady !== undefined) console.log(`\nUNSTEADY: ${unsteady} failed once, and passed twice by itself`);
const passed = [...reports.values()].reduce((sum, report) => sum + report.passed, 0);
const seconds = Math.round((performance.now() - began) / 1000);
console.log(`\n${passed} tests passed, ${failures.length} files failed (${seconds} s)`);
process.exitCode = failures.length > 0 ? 1 : 0;
