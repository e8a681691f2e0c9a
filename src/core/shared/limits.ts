import { DomainError } from './errors.js';

/** A rate limit: at most `max` times in a window of `seconds`, which begins with the first time. */
export interface Limit {
  /** Its name for clients, and the namespace of its counts. */
  readonly name: string;
  readonly max: number;
  readonly seconds: number;
}

/** The window of a key after a call, in seconds and calls. */
export interface LimitState {
  /** 0: the call was counted. Otherwise the seconds until the window ends. */
  readonly wait: number;
  /** The calls that are left in the window. */
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly reset: number;
}

/**
 * Counts for rate limits. Never throws: if the shared store of the counts is down, it counts in this process alone.
 */
export interface Limiter {
  /**
   * Counts one for `key` and returns 0. If the limit is reached, counts nothing and returns the seconds until the window
   * ends. Of any number of concurrent calls, at most `max` are counted.
   */
  take(limit: Limit, key: string): Promise<number>;
  /** As `take`, and returns the state of the window. */
  takeWithState(limit: Limit, key: string): Promise<LimitState>;
  /** Undoes the count of one. */
  giveBack(limit: Limit, key: string): Promise<void>;
  /** Why this instance counts alone instead of in the shared store; undefined: it does not. */
  trouble(): string | undefined;
}

/** A rate limit is reached. */
export class TooManyRequests extends DomainError {
  constructor(
    readonly limit: Limit,
    /** Seconds until the window ends. */
    readonly wait: number,
  ) {
    super(
      'too-many-requests',
      `Too many requests: try again in ${wait} s. The limit "${limit.name}" is ${limit.max} in ${limit.seconds} s.`,
    );
  }
}

/** The count of a window that began at `since`; null: nothing was counted yet. */
export interface Counted {
  readonly count: number;
  readonly since: Date | null;
}

/** The count with one more, in a new window if the last one has ended. @throws TooManyRequests if the limit is reached */
export const addToCount = (limit: Limit, { count, since }: Counted, now: Date): Counted => {
  const end = (since?.getTime() ?? 0) + limit.seconds * 1000;
  if (since === null || now.getTime() >= end) return { count: 1, since: now };
  if (count >= limit.max) throw new TooManyRequests(limit, Math.ceil((end - now.getTime()) / 1000));
  return { count: count + 1, since };
};

/** Counts one for `key`. @throws TooManyRequests if the limit is reached */
export const takeOrThrow = async (limiter: Limiter, limit: Limit, key: string): Promise<void> => {
  const wait = await limiter.take(limit, key);
  if (wait > 0) throw new TooManyRequests(limit, wait);
};
