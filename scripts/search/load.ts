import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../lists/timings.js';

export interface TimedResponse {
  readonly ms: number;
  readonly status: number;
  readonly body: string;
}

/** Sends a request that bypasses the cache. */
export const timedFetch = async (url: string, init: RequestInit = {}): Promise<TimedResponse> => {
  const began = performance.now();
  const response = await fetch(url, { ...init, headers: { 'cache-control': 'no-cache', ...init.headers } });
  const body = await response.text();
  return { ms: performance.now() - began, status: response.status, body };
};

/** A request that is repeated during a load. */
export type Probe = () => Promise<TimedResponse>;

export interface Measured {
  readonly median: number;
  readonly slowest: number;
  /** All statuses other than 200. */
  readonly failed: readonly number[];
}

const measured = (all: readonly TimedResponse[]): Measured => ({
  median: median(all.map(({ ms }) => ms)),
  slowest: Math.max(...all.map(({ ms }) => ms)),
  failed: all.map(({ status }) => status).filter((status) => status !== 200),
});

/**
 * Measures the response times of probes while `connections` clients repeat `attack` without a pause. Each probe sends
 * one request at a time.
 */
export const underLoad = async <Name extends string>(
  attack: Probe,
  connections: number,
  seconds: number,
  probes: Readonly<Record<Name, Probe>>,
) => {
  const end = performance.now() + seconds * 1000;
  const repeated = async (probe: Probe, pause = 0) => {
    const all: TimedResponse[] = [];
    while (performance.now() < end) {
      all.push(await probe());
      if (pause > 0) await sleep(pause);
    }
    return all;
  };
  const attacks = Promise.all(Array.from({ length: connections }, () => repeated(attack)));
  const results = await Promise.all(
    (Object.keys(probes) as Name[]).map(
      async (name) => [name, measured(await repeated(probes[name], 100))] as const,
    ),
  );
  return { attacks: (await attacks).flat(), probes: results };
};
