/** The result of one measurement. */
export interface Figures {
  /** Expected responses per second. */
  readonly rate?: number;
  /** Milliseconds. */
  readonly p99?: number;
  /** CPU time of the server per request, in microseconds. */
  readonly cost?: number;
  /** Share of its core that the server used. */
  readonly busy?: number;
  /** Seconds from spawning to ready. */
  readonly start?: number;
  /** Resident memory after a forced collection, in MiB. */
  readonly memory?: number;
}

/** The rounds of each server in each case. */
export type Rounds = Partial<Record<string, Partial<Record<string, Figures[]>>>>;

export const median = (figures: readonly number[]): number => {
  const sorted = [...figures].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
};
