/** A process of suite.ts: runs the files that it receives, one by one, and reports on each. */
import { readFileSync } from 'node:fs';
import { format, inspect } from 'node:util';
import fc from 'fast-check';
import Mocha from 'mocha';
import { mochaGlobalTeardown } from './global-fixtures.js';
import { runs } from './thorough.js';

export interface FileReport {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
  /** The output of mocha. */
  readonly text: string;
}

const lines: string[] = [];
Mocha.reporters.Base.consoleLog = (...args: unknown[]) => lines.push(format(...args));

const rc = JSON.parse(readFileSync('.mocharc.json', 'utf8'));
const options = {
  timeout: rc.timeout,
  forbidOnly: rc['forbid-only'],
  forbidPending: rc['forbid-pending'],
  failZero: true,
};
fc.configureGlobal({ numRuns: runs(100) });
let abort = () => {};
let isAborted = false;
let isRunning = false;
let hasFailed = false;

/** Rejected promises without a handler, which would end the process of a service. */
const unhandled = new Map<Promise<unknown>, unknown>();
process.on('unhandledRejection', (reason, promise) => unhandled.set(promise, reason));
process.on('rejectionHandled', (promise) => unhandled.delete(promise));

const run = async (file: string): Promise<Omit<FileReport, 'seconds'>> => {
  const mocha = new Mocha(options);
  mocha.suite.emit('pre-require', globalThis, file, mocha);
  try {
    // Mocha would require() it. tsx would then compile it differently than in the processes that tests start, and their
    // coverage could not be merged.
    await import(`../${file}`);
  } catch (error) {
    return { file, passed: 0, failed: 1, text: `it cannot be loaded: ${inspect(error)}` };
  }
  let passed = 0;
  const failed = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', () => {
      passed += 1;
    });
    abort = () => runner.abort();
    if (isAborted) abort();
  });
  const reasons = [...unhandled.values()];
  unhandled.clear();
  if (reasons.length > 0) lines.push(`unhandled rejections: ${inspect(reasons)}`);
  // Without this, two runners would pass a rejection that is handled late to each other for ever.
  mocha.dispose();
  return { file, passed, failed: failed + reasons.length, text: lines.splice(0).join('\n') };
};

process.on('message', async (file: string) => {
  const began = performance.now();
  isRunning = true;
  const report = await run(file);
  isRunning = false;
  hasFailed ||= report.failed > 0;
  process.send?.({ ...report, seconds: (performance.now() - began) / 1000 } satisfies FileReport);
});

const end = async () => {
  try {
    await mochaGlobalTeardown();
  } catch (error) {
    console.error('after the last file:', error);
    process.exitCode = 1;
  }
  // Failed or unfinished tests may leave handles open, which would keep this process alive.
  if (hasFailed || isRunning || isAborted) process.exit();
};
process.once('disconnect', end);
/** Milliseconds for a test to finish when the run is interrupted. */
const patience = 10_000;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (isAborted) return;
    isAborted = true;
    abort();
    setTimeout(end, patience).unref();
  });
}
