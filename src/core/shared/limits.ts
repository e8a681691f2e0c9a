import { DomainError } from './errors.js';

/** How often something may be done: at most `most` times in a window of so many seconds, which begins with the first. */
export interface Limit {
  /** Names it to clients, and keeps its counts apart from those of others. */
  readonly name: string;
  readonly max: number;
  readonly seconds: number;
}

/**
 * Counts what is limited. It always answers, and soon: what keeps the counts may be away, and then they are those of
 * this process alone.
 */
export interface Limiter {
  /**
   * Counts one for `key`, unless there were as many already: of any number who ask at once no more than `most` are let
   * through. Answers 0 when it is counted; else nothing is, and the answer is after how many seconds it will be again.
   */
  take(limit: Limit, key: string): Promise<number>;
  /** Undoes one that was counted. */
  giveBack(limit: Limit, key: string): Promise<void>;
  /** Why it counts what this instance lets through alone, though others count elsewhere; undefined: it does not. */
  trouble(): string | undefined;
}

/** Too often. */
export class TooManyRequests extends DomainError {
  constructor(
    readonly limit: Limit,
    /** Seconds until the window ends. */
    readonly wait: number,
  ) {
    super('too-many-requests', `Too often: try again in ${wait} s.`);
  }
}

/** What was counted in a window that began at `since`; null: nothing yet. */
export interface Counted {
  readonly count: number;
  readonly since: Date | null;
}

/** Counts one more. @throws TooManyRequests if the window has as many already: then nothing is counted */
export const addToCount = (limit: Limit, { count, since }: Counted, now: Date): Counted => {
  const end = (since?.getTime() ?? 0) + limit.seconds * 1000;
  if (since === null || now.getTime() >= end) return { count: 1, since: now };
  if (count >= limit.max) throw new TooManyRequests(limit, Math.ceil((end - now.getTime()) / 1000));
  return { count: count + 1, since };
};

/** @throws TooManyRequests */
export const takeOrThrow = async (limiter: Limiter, limit: Limit, key: string): Promise<void> => {
  const wait = await limiter.take(limit, key);
  if (wait > 0) throw new TooManyRequests(limit, wait);
};
