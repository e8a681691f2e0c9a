import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

const alive = new Set<Program>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

export type Program = ChildProcessByStdio<null, Readable, Readable>;

/**
 * Starts a program of a build. It is killed when this process exits.
 * @param args path of the program, and its arguments
 * @param folder working directory
 */
export const startProgram = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  folder: string,
): Program => {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Otherwise each process would write its code coverage at its end.
    env: { PATH: process.env.PATH, ...env, NODE_V8_COVERAGE: undefined },
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  return child;
};
