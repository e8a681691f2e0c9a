import { copyOf, isStreamed } from './bodies.js';
import { retryAfter } from './problems.js';

export type Send = (request: Request) => Promise<Response>;

export interface RetryOptions {
  /** Maximum number of attempts after the first one. Default: 3. */
  readonly retries?: number;
  /** Maximum seconds to wait before a retry. A response with a longer `Retry-After` is returned at once. Default: 30. */
  readonly maxRetrySeconds?: number;
}

/** Settles like the promise, unless the signal is aborted before. @throws the reason of the signal */
export const abortable = <T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort));
  });

/** The longest delay of `setTimeout`, in milliseconds: a longer one would end at once. */
const maxDelay = 2 ** 31 - 1;

const pause = async (seconds: number, signal: AbortSignal): Promise<void> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(seconds * 1000, maxDelay));
  });
  await abortable(passed, signal).finally(() => clearTimeout(timer));
};

/** Without an Idempotency-Key, a repeated POST could create a second item. */
const isRepeatable = (request: Request) =>
  !isStreamed(request) && (request.method !== 'POST' || request.headers.has('Idempotency-Key'));

/**
 * Sends a request again after a 429 or 503, when its `Retry-After` allows.
 * @param maxMs milliseconds from the first attempt on, after which no other one begins
 */
export const retrying =
  (
    send: Send,
    { retries = 3, maxRetrySeconds = 30 }: RetryOptions,
    mayRepeat = isRepeatable,
    maxMs = Infinity,
  ): Send =>
  async (request) => {
    const end = performance.now() + maxMs;
    for (let left = retries; ; left -= 1) {
      const response = await send(copyOf(request));
      const isBusy = response.status === 429 || response.status === 503;
      const wait = isBusy && mayRepeat(request) ? retryAfter(response) : undefined;
      if (left <= 0 || wait === undefined || wait > maxRetrySeconds) return response;
      if (performance.now() + wait * 1000 > end) return response;
      response.body?.cancel().catch(() => undefined);
      await pause(wait, request.signal);
    }
  };
