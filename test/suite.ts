/**
 * All tests, on servers started once, by as many processes as there are cores: each takes the next file whenever it
 * is done with one. Ends with 1 when a test failed, or a process did not finish its file.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { postgresUrl, redisUrl, stopServers } from './support/servers/servers.js';
import type { FileReport } from './support/suite-worker.js';

// What starts processes and embedded databases takes longest: last, it would keep one core busy and the others idle.
const isSlow = (file: string) => /process|browser|embedded/.test(file);
const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .sort((a, b) => Number(isSlow(b)) - Number(isSlow(a)) || a.localeCompare(b));

const began = performance.now();
const failures: string[] = [];
let passed = 0;

const report = ({ file, text, ...tests }: FileReport) => {
  passed += tests.passed;
  if (tests.failed > 0) failures.push(`${file}\n${text}`);
  console.log(`\n${file}${tests.failed > 0 ? ` FAILED ${tests.failed}: see the end` : text}`);
};

/** Hands files to a process until there are none, and waits for its end. */
const feed = async (worker: ChildProcess) => {
  let current: string | undefined;
  const next = () => {
    current = files.shift();
    if (current === undefined) worker.disconnect();
    else worker.send(current);
  };
  worker.on('message', (message: FileReport) => {
    report(message);
    next();
  });
  next();
  const [code, signal] = await once(worker, 'exit');
  if (code === 0 && current === undefined) return;
  failures.push(`${current ?? 'after the last file'}: its process ended with ${signal ?? code}`);
};

// The processes get it too, and stop after the test that they are at.
process.once('SIGINT', () => failures.push(`interrupted: ${files.splice(0).length} files were not run`));
try {
  const [TEST_DB_URL, TEST_REDIS_URL] = await Promise.all([postgresUrl(), redisUrl()]);
  const env = { ...process.env, TEST_DB_URL, TEST_REDIS_URL };
  const start = () => fork(new URL('support/suite-worker.ts', import.meta.url), { env });
  // More than four would want more connections than a usual Postgres has.
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, () => feed(start())));
} finally {
  await stopServers();
}
for (const failure of failures) console.log(`\nFAILED: ${failure}`);
const seconds = Math.round((performance.now() - began) / 1000);
console.log(`\n${passed} tests passed, ${failures.length} files failed (${seconds} s)`);
process.exitCode = failures.length > 0 ? 1 : 0;
