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

const pause = async (seconds: number, signal: AbortSignal): Promise<void> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000);
  });
  await abortable(passed, signal).finally(() => clearTimeout(timer));
};

/** Without an Idempotency-Key, a repeated POST could create a second item. */
const isRepeatable = ({ method, headers }: Request) => method !== 'POST' || headers.has('Idempotency-Key');

/** Sends a request again after a 429 or 503, when its `Retry-After` allows. */
export const retrying =
  (send: Send, { retries = 3, maxRetrySeconds = 30 }: RetryOptions, mayRepeat = isRepeatable): Send =>
  async (request) => {
    for (let left = retries; ; left -= 1) {
      const response = await send(request.clone());
      const isBusy = response.status === 429 || response.status === 503;
      const wait = isBusy && mayRepeat(request) ? retryAfter(response) : undefined;
      if (left <= 0 || wait === undefined || wait > maxRetrySeconds) return response;
      response.body?.cancel().catch(() => undefined);
      await pause(wait, request.signal);
    }
  };
