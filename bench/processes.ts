import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../test/support/free-port.js';
import type { LoadOrder, LoadResult } from './load-order.js';

/** Maximum time until a server responds, in milliseconds. */
const startTimeoutMs = 60_000;

const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
/** Ends all processes that were started here. */
export const killAll = async (): Promise<void> => {
  const ended = [...children].map((child) => once(child, 'exit'));
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(ended);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const tracked = (child: ChildProcess) => {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
};

/** The core of the server under test, and the core of all other processes, which they inherit from this one. */
const [serverCore, otherCore] = ['0', '1'];
const pinToOtherCore = (): boolean => {
  if (process.platform !== 'linux' || availableParallelism() < 2) return false;
  try {
    execFileSync('taskset', ['-a', '-p', '-c', otherCore, `${process.pid}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
/** Whether the server under test has a core of its own. */
export const pinned = pinToOtherCore();

export interface Server {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from its spawn to its first response. */
  readonly startedIn: number;
  /** Stops it gracefully. */
  stop(): Promise<void>;
}

/**
 * Starts a program of Node on the core for servers. Resolves once it responds at `path`. Its log is discarded, since reading
 * it would slow down the load generator.
 */
export const startServer = async (
  program: readonly string[],
  env: Readonly<Record<string, string>>,
  path: string,
  cwd = '.',
): Promise<Server> => {
  const port = await freePort();
  const [file, ...args] = [...(pinned ? ['taskset', '-c', serverCore] : []), process.execPath, ...program];
  const began = performance.now();
  const child = tracked(
    spawn(file as string, args, {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: `${port}`, ...env },
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  const responds = () =>
    fetch(url + path).then(async (response) => (await response.text()) && response.status < 500);
  while (!(await responds().catch(() => false))) {
    assert.equal(child.exitCode, null, `${program.join(' ')} exited with ${child.exitCode}`);
    assert.ok(performance.now() - began < startTimeoutMs, `${program.join(' ')} does not respond`);
    await sleep(10);
  }
  const startedIn = performance.now() - began;
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { url, pid: child.pid as number, startedIn, stop };
};

/** Starts the process of the load generator, which is used for the whole run. */
export const startLoad = () => {
  const child = tracked(fork('dist/bench/load.js', { execArgv: [] }));
  const run = async (order: LoadOrder): Promise<LoadResult> => {
    const result = once(child, 'message');
    child.send(order);
    return (await result)[0];
  };
  return { run };
};

/** Returns the resident memory of a server in MiB after a forced collection. It preloads peers/collect.ts. */
export const collectedMemory = async (pid: number, file: string): Promise<number> => {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  const began = performance.now();
  while (!existsSync(file)) {
    assert.ok(performance.now() - began < startTimeoutMs, 'the server does not collect garbage');
    await sleep(10);
  }
  return Number(readFileSync(file, 'utf8')) / 2 ** 20;
};

/** Returns the CPU time of a process in seconds, for all its threads; NaN if /proc is not available. */
export const processorTime = (pid: number): number => {
  if (process.platform !== 'linux') return Number.NaN;
  // proc(5): after the name, which is in parentheses, utime and stime are the 12th and 13th field, in hundredths.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
