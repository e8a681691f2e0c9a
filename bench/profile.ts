import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CpuProfile, sumUp } from './cpu-profile.js';
import type { Server } from './processes.js';
import type { Figures } from './rounds.js';

/** Microseconds between two samples. V8's default of 1,000 is too long for requests of a few hundred. */
const interval = 250;

const table = (
  title: string,
  times: ReadonlyMap<string, number>,
  busy: number,
  requests: number,
  most: number,
) => {
  const rows = [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([name, time]) => {
      const share = `${((100 * time) / busy).toFixed(1).padStart(5)} %`;
      return `${share} ${(time / requests).toFixed(1).padStart(7)} µs  ${name}`;
    });
  return `\n${title}\n${rows.join('\n')}`;
};

/**
 * Runs a server under V8's profiler, and prints where its time goes: in percent of its busy time, and in microseconds per
 * request. Both include the cost of profiling.
 */
export const profileServer = async (
  start: (flags: readonly string[]) => Promise<Server>,
  measure: (server: Server, seconds: number) => Promise<Figures>,
  { title, warmUp, seconds }: { readonly title: string; readonly warmUp: number; readonly seconds: number },
): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-profile-'));
  try {
    const flags = ['--cpu-prof', '--cpu-prof-dir', folder, '--cpu-prof-interval', `${interval}`];
    const server = await start(flags);
    await measure(server, warmUp);
    const now = () => Number(process.hrtime.bigint() / 1000n);
    const from = now();
    const { rate = 0, cost = 0 } = await measure(server, seconds);
    const to = now();
    // The profile is written when the process exits.
    await server.stop();
    const [file] = readdirSync(folder);
    assert.ok(file, 'there is no profile');
    const profile: CpuProfile = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const { busy, places, self, total } = sumUp(profile, from, to);
    assert.ok(busy > 0, 'the profile has no samples of the time under load');
    const requests = (rate * (to - from)) / 1e6;
    console.log(`\n${title}: ${rate.toFixed(0)} requests/s under the profiler, ${cost.toFixed(0)} µs each.`);
    console.log(table('By package, file of ours, and module of Node:', places, busy, requests, 40));
    console.log(table('The 25 functions with the most self time:', self, busy, requests, 25));
    console.log(table('The 40 functions with the most total time:', total, busy, requests, 40));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
