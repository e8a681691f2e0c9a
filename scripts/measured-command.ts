import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** What a command printed, and what it needed. */
export interface MeasuredCommand {
  readonly output: string;
  readonly seconds: number;
  /** Peak resident memory in MB. */
  readonly memory: number;
}

/**
 * Runs a command of the build, and measures it.
 * @param args of node
 * @throws Error with its output if it fails
 */
export const measureCommand = async (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<MeasuredCommand> => {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors, memory] = ['', '', 0];
  child.stdout.on('data', (data) => {
    output += data;
  });
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const watch = setInterval(() => {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
    memory = Math.max(memory, Number(kilobytes ?? 0) / 1024);
  }, 100);
  const [code] = await once(child, 'close');
  clearInterval(watch);
  if (code !== 0) throw new Error(`node ${args.join(' ')} exited with ${code}: ${output}${errors}`);
  return { output, seconds: (performance.now() - began) / 1000, memory };
};
