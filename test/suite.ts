/**
 * Runs the tests on servers that are started once, in at most four processes: two more than there are cores, because tests
 * also wait. A process takes the next file when it has finished one. Reports the slowest files. Exits with 1 if a test
 * fails or a process ends before its file.
 *
 *     npm test [-- <pattern of files>...] [--also <pattern of files>]...
 *     npm run test:coverage [-- [--also <pattern of files>]...]
 *     npm run test:thorough [-- <pattern of files>...]
 *
 * Patterns are regular expressions for paths such as `e2e/catalogue/items.test.ts`. The run with coverage takes a quarter
 * longer, and also exits with 1 below the thresholds of .c8rc.json. Files of --also, such as some of test/thorough, are run
 * as well, at the same time and without coverage. The thorough run has all files of test/thorough, and tries each property
 * ten times as often.
 */
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { builtProgram } from './support/built-program.js';
import { bundleProgram } from './support/bundled-program.js';
import { embeddedTemplate } from './support/embedded-folder.js';
import { postgresUrl, redisUrl, stopServers } from './support/servers/servers.js';
import type { FileReport } from './support/suite-worker.js';

// The slowest files start first: at the end, one would keep a core busy while the others are idle.
const verySlow = /browser|safeties|thorough\/(import\/(http|kills)|scripts)/;
const slow = /process|embedded|bad-input|plans|outages|repositories|thorough\/import/;
const slowness = (file: string) => (verySlow.test(file) ? 2 : Number(slow.test(file)));
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    also: { type: 'string', multiple: true, default: [] },
    coverage: { type: 'boolean', default: false },
    thorough: { type: 'boolean', default: false },
  },
});
const all = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .sort((a, b) => slowness(b) - slowness(a) || a.localeCompare(b));
/** Returns the files that match one of the patterns. Exits if there are patterns and no such file. */
const matching = (texts: readonly string[]) => {
  const patterns = texts.map((text) => new RegExp(text.replace(/^test\//, '')));
  const files = all.filter((file) => patterns.some((pattern) => pattern.test(file)));
  if (files.length > 0 || texts.length === 0) return files;
  console.error(`No test file matches ${texts.join(' or ')}. Patterns are for paths below test/.`);
  process.exit(1);
};
const files =
  positionals.length > 0
    ? matching(positionals)
    : all.filter((file) => values.thorough || !file.startsWith('thorough/'));
const also = matching(values.also).filter((file) => !files.includes(file));

/** The folder for the coverage of the processes; undefined if it is not measured. */
const coverage = values.coverage ? resolve('coverage/tmp') : undefined;
if (coverage !== undefined) rmSync(coverage, { recursive: true, force: true });

const began = performance.now();
/** The latest report of each file. */
const reports = new Map<string, FileReport>();
/** Messages about processes that ended before they reported. */
const broken: string[] = [];
const unsteady: string[] = [];
/** Of some four hundred files. */
const maxUnsteady = 2;
const failed = () => [...reports.values()].filter((report) => report.failed > 0);

const take = (report: FileReport) => {
  reports.set(report.file, report);
  console.log(`\n${report.file}${report.failed > 0 ? ` FAILED ${report.failed}: see the end` : report.text}`);
};

/** Sends files to a process until the queue is empty, and waits for its end. */
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
 * One or two failed files may have failed because the machine was busy. Each is run twice more on its own. If it passes both
 * times, it counts as passed and is reported as unsteady. More failed files are never run again.
 */
const again = async (start: () => ChildProcess) => {
  const candidates = failed().sort((a, b) => a.file.localeCompare(b.file));
  if (candidates.length > maxUnsteady || broken.length > 0) return;
  for (const { file, text } of candidates) {
    console.log(`\nRUNNING TWICE MORE, on its own: ${file}, which failed:\n${text}`);
    for (let time = 0; time < 2; time += 1) {
      await feed(start(), [file]);
      if ((reports.get(file)?.failed ?? 0) > 0 || broken.length > 0) return;
    }
    unsteady.push(file);
  }
};

const workers = new Set<ChildProcess>();
let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // A terminal and npm may both send it: later signals are ignored.
  process.on(signal, () => {
    if (isInterrupted) return;
    isInterrupted = true;
    const rest = [files, also].flatMap((queue) => queue.splice(0));
    broken.push(`interrupted by ${signal}: ${rest.length} files were not run`);
    for (const worker of workers) worker.kill('SIGTERM');
  });
}
try {
  const [TEST_DB_URL, TEST_REDIS_URL] = await Promise.all([postgresUrl(), redisUrl()]);
  // In a run of few files, a process makes them only if it needs them.
  let prepared = {};
  if (files.length + also.length > 10) {
    // A thread does most of the work, in parallel with the build.
    const template = embeddedTemplate();
    prepared = { TEST_PROGRAM: await bundleProgram(builtProgram()), TEST_EMBEDDED_FOLDER: await template };
  }
  const env = {
    ...process.env,
    TEST_DB_URL,
    TEST_REDIS_URL,
    ...prepared,
    TEST_THOROUGH: String(values.thorough),
  };
  const start = (queue = files) => {
    const covering = coverage !== undefined && queue === files && { NODE_V8_COVERAGE: coverage };
    const worker = fork(new URL('support/suite-worker.ts', import.meta.url), {
      env: { ...env, ...covering },
    });
    workers.add(worker);
    worker.once('exit', () => workers.delete(worker));
    return worker;
  };
  // More than four would need more connections than Postgres has by default.
  const count = Math.min(4, availableParallelism() + 2, files.length + also.length);
  const work = async (...queues: string[][]) => {
    for (const queue of queues) if (queue.length > 0) await feed(start(queue), queue);
  };
  // Files of --also mostly wait, the others mostly compute: in parallel, they share the cores well.
  await Promise.all(
    Array.from({ length: count }, (_, i) => (i % 2 === 0 ? work(files, also) : work(also, files))),
  );
  await again(start);
} finally {
  await stopServers();
}
const slowest = [...reports.values()].sort((a, b) => b.seconds - a.seconds).slice(0, 20);
console.log('\nThe slowest files, in seconds:');
for (const { file, seconds } of slowest) console.log(`${seconds.toFixed(1).padStart(8)}  ${file}`);
const failures = [...failed().map(({ file, text }) => `${file}\n${text}`), ...broken];
for (const failure of failures) console.log(`\nFAILED: ${failure}`);
for (const file of unsteady) console.log(`\nUNSTEADY: ${file} failed once, and passed twice by itself`);
const passed = [...reports.values()].reduce((sum, report) => sum + report.passed, 0);
const seconds = Math.round((performance.now() - began) / 1000);
console.log(`\n${passed} tests passed, ${failures.length} files failed (${seconds} s)`);
process.exitCode = failures.length > 0 ? 1 : 0;
if (coverage !== undefined && !isInterrupted) {
  const c8 = join(import.meta.dirname, '../node_modules/c8/bin/c8.js');
  const report = spawnSync(process.execPath, [c8, 'report', '--temp-directory', coverage], {
    stdio: 'inherit',
  });
  if (report.status !== 0) process.exitCode = 1;
}
