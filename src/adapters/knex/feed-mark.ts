/** Milliseconds after which what is known is too old. */
export const mostAge = 1_000;

/** When a poll began. */
export interface Mark {
  /** By the monotonic clock. */
  readonly at: number;
  /** How far the wall clock was ahead of the monotonic one. */
  readonly wall: number;
}

export const markNow = (): Mark => {
  const at = performance.now();
  return { at, wall: Date.now() - at };
};

/** Asked at each use, and never kept: a process that was paused would go on believing what it knew. */
export const isFresh = (mark: Mark | undefined): boolean => {
  if (mark === undefined) return false;
  const now = performance.now();
  // A clock that was set lets tokens live longer or shorter than what is remembered of them.
  const jumped = Math.abs(Date.now() - now - mark.wall) > mostAge;
  return now - mark.at <= mostAge && !jumped;
};
