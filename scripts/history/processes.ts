import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

const alive = new Set<Program>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

export type Program = ChildProcessByStdio<null, Readable, Readable>;

/**
 * Starts a program of a build, which ends no later than this process.
 * @param args the file, and what it is told
 * @param folder where it is run
 */
export const startProgram = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  folder: string,
): Program => {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    // What its code covers is of no interest, and would be written at each end of a process.
    env: { PATH: process.env.PATH, ...env, NODE_V8_COVERAGE: undefined },
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  return child;
};
