import type { Request } from 'express';
import { HttpError } from './http-error.js';

/**
 * A browser sends cookies along with what other sites make it ask for: an unsafe request that counts by its cookies
 * has to come from our own pages, or from those of an allowed origin (Fetch Metadata; RFC 6454).
 * @throws HttpError `cross-site-request`
 */
export const requireSameSite = (request: Request, origins: readonly string[]): void => {
  const site = request.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return;
  if (origins.includes(request.get('origin') ?? '')) return;
  throw new HttpError(
    'cross-site-request',
    'This request was authenticated by cookies, and comes from elsewhere.',
  );
};
