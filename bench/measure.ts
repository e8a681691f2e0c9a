import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { caseOf, orderOf } from './cases.js';
import { connections, type LoadResult } from './load-order.js';
import { collectedMemory, processorTime, type Server, startLoad } from './processes.js';
import type { Figures } from './rounds.js';
import type { Ground } from './set-up.js';

/** Signs in on as many connections as refresh, and returns the refresh tokens. */
const refreshTokens = async (server: Server, ground: Ground, contestant: string): Promise<string[]> => {
  const { method, path, headers, body = '' } = orderOf('signIn', ground.valuesOf(contestant));
  const tokens: string[] = [];
  for (let i = 0; i < 2 * connections; i += 1) {
    const sent = { method, headers, body: body.replace('{user}', String(i)) };
    const response = await fetch(server.url + path, sent);
    assert.equal(response.status, 200, `sign-in of ${contestant}`);
    tokens.push(((await response.json()) as { refreshToken: string }).refreshToken);
  }
  return tokens;
};

/** Puts load on a server for some seconds. @throws AssertionError if a response has another status than expected */
export type Measure = (
  contestant: string,
  server: Server,
  which: string,
  seconds: number,
) => Promise<Figures>;

export const measureWith = (ground: Ground): Measure => {
  const [load, other] = [startLoad(), startLoad()];
  return async (contestant, server, which, seconds) => {
    const values = ground.valuesOf(contestant);
    const { beside } = caseOf(which);
    const tokens = which === 'refresh' ? await refreshTokens(server, ground, contestant) : undefined;
    const order = { ...orderOf(which, values), url: server.url, seconds, ...(tokens && { tokens }) };
    const besides =
      beside && other.run({ ...orderOf(beside, values), url: server.url, seconds: seconds + 1 });
    const before = processorTime(server.pid);
    const result: LoadResult = await load.run(order);
    const used = processorTime(server.pid) - before;
    // A server may reject some of the sign-ins under this load.
    await besides;
    const { requests, seconds: took, p99, wrong } = result;
    assert.equal(wrong, 0, `${wrong} responses were not ${order.status}: ${which} of ${contestant}`);
    return { rate: requests / took, p99, cost: (used / requests) * 1e6, busy: used / took };
  };
};

/** Measures the start of a server, or its memory under load, on a server of its own. */
export const measureSingle =
  (ground: Ground, measure: Measure) =>
  async (contestant: string, which: string, seconds: number): Promise<Figures> => {
    if (which === 'start') {
      const server = await ground.start(contestant);
      await server.stop();
      return { start: server.startedIn / 1000 };
    }
    const folder = mkdtempSync(join(tmpdir(), 'bench-memory-'));
    const file = join(folder, 'memory');
    try {
      const flags = ['--expose-gc', '--import', resolve('dist/bench/peers/collect.js')];
      const server = await ground.start(contestant, flags, { BENCH_COLLECTED: file });
      await measure(contestant, server, 'cached', seconds);
      const memory = await collectedMemory(server.pid, file);
      await server.stop();
      return { memory };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
