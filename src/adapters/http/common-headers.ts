import type { Express, Response } from 'express';
import { securityHeaders } from './security-headers.js';

const common = [...securityHeaders];
const flat = common.flat();

/**
 * Adds the security headers and X-Request-Id to every response when its head is written, except those that were set before.
 * Until then they are not stored one by one: for a reply whose headers are all passed to `writeHead`, that would be half of
 * the cost of its headers.
 */
export const addCommonHeaders = ({ response }: Express): void => {
  const { writeHead } = response;
  // Overriding the response of an application is how Express is meant to be extended. Node calls it for every response.
  response.writeHead = function (this: Response, status: number, ...rest: unknown[]) {
    const { requestId } = this.locals;
    const [headers] = rest;
    if (Array.isArray(headers) && this.getHeaderNames().length === 0)
      return writeHead.call(this, status, [...flat, 'X-Request-Id', requestId, ...headers] as never);
    for (const [name, value] of common) if (!this.hasHeader(name)) this.setHeader(name, value);
    this.setHeader('X-Request-Id', requestId);
    return writeHead.call(this, status, ...(rest as never[]));
  } as Response['writeHead'];
};
