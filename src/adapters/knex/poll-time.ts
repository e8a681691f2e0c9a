/** Maximum age of the last poll, in milliseconds. If it is older, the instance is lagging. */
export const maxAgeMs = 1_000;

/** When a poll began. */
export interface PollTime {
  /** As returned by `performance.now()`, which is monotonic. */
  readonly at: number;
  /** `Date.now()` minus `performance.now()` at that time. */
  readonly wallOffset: number;
}

export const pollTimeNow = (): PollTime => {
  const at = performance.now();
  return { at, wallOffset: Date.now() - at };
};

/** Must be computed at each use and not stored: a process that was paused would rely on an outdated result. */
export const isFresh = (time: PollTime | undefined): boolean => {
  if (time === undefined) return false;
  const now = performance.now();
  // Revocations are stored as long as the tokens live, by this clock. If the clock was set, tokens may outlive them.
  const wasClockSet = Math.abs(Date.now() - now - time.wallOffset) > maxAgeMs;
  return now - time.at <= maxAgeMs && !wasClockSet;
};

/** Maximum difference between the clocks of this instance and of the database, in milliseconds. */
export const maxSkewMs = 30_000;

/**
 * Returns the minimum number of milliseconds by which the clock of another server differs from this one.
 * @param time the time of the other clock
 * @param asked when it was asked for, by this clock, in milliseconds since 1970
 * @param answered when the response arrived
 */
export const skewOf = (time: Date, asked: number, answered: number): number =>
  Math.max(0, asked - time.getTime(), time.getTime() - answered);
