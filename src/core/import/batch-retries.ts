import { DomainError, type Violation } from '../shared/errors.js';
import type { Pause } from '../shared/pause.js';

/** The attempts at a batch, and milliseconds before another one if the database is unavailable. */
const [maxAttempts, retryAfter] = [3, 1_000];
/** Errors that concurrent writers can cause. Another attempt reads their changes. */
const retried = [
  'imdb-id-taken',
  'source-id-taken',
  'external-id-taken',
  'author-not-found',
  'reference-not-found',
  'precondition-failed',
  'unavailable',
];

/** Whether another attempt at a batch may succeed. */
export const isRetried = (error: unknown): error is DomainError =>
  error instanceof DomainError && retried.includes(error.code);

/** Why a row cannot be stored. A `precondition-failed` has no violations. */
export const violationsOf = ({ violations, code }: DomainError): readonly Violation[] =>
  violations.length > 0
    ? violations
    : [{ pointer: '', message: 'this item kept being changed by others; import the row again', code }];

/** Runs `work` again after an error that concurrent writers or an outage can cause. */
export const withRetries = async <T>(pause: Pause, work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isRetried(error) || attempt === maxAttempts) throw error;
      if (error.code === 'unavailable') await pause(retryAfter);
    }
  }
};
