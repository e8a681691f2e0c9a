import type { Response } from 'express';
import { type Limit, type Limiter, type LimitState, TooManyRequests } from '../../core/shared/limits.js';

/** Sets the headers that report a limit (draft-ietf-httpapi-ratelimit-headers-11). */
export const setLimitHeaders = (
  response: Response,
  { name, max, seconds }: Limit,
  { remaining, reset }: Pick<LimitState, 'remaining' | 'reset'>,
): void => {
  response.set({
    'RateLimit-Policy': `"${name}";q=${max};w=${seconds}`,
    RateLimit: `"${name}";r=${remaining};t=${reset}`,
  });
};

/** Counts a request, and reports its limit in the response, whatever that will be. @throws TooManyRequests */
export const countRequest = async (
  limiter: Limiter,
  limit: Limit,
  key: string,
  response: Response,
): Promise<void> => {
  const state = await limiter.takeWithState(limit, key);
  setLimitHeaders(response, limit, state);
  if (state.wait > 0) throw new TooManyRequests(limit, state.wait);
};
