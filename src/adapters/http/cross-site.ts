import type { Request } from 'express';
import { HttpError } from './http-error.js';

/**
 * Protects against cross-site request forgery: browsers also send cookies with requests that other sites cause. An unsafe
 * request authenticated by cookies must come from the service's own pages or an allowed origin (Fetch Metadata; RFC 6454).
 * @throws HttpError `cross-site-request`
 */
export const requireSameSite = (request: Request, origins: readonly string[]): void => {
  const site = request.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return;
  if (origins.includes(request.get('origin') ?? '')) return;
  throw new HttpError(
    'cross-site-request',
    'This request is authenticated by cookies, but comes from another site.',
  );
};
