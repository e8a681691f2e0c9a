/** Resolves after a number of milliseconds of a monotonic clock. */
export type Pause = (milliseconds: number) => Promise<void>;
