import type { Response } from 'express';
import type { AnyRoute, Reply, ReplyStream } from './route.js';
import { shapedBy } from './shape.js';

/** A serialized reply. */
export interface ReadyReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** UTF-8. */
  readonly json?: Uint8Array;
  readonly stream?: ReplyStream | undefined;
  readonly isCacheable?: boolean | undefined;
}

/**
 * Returns a function that serializes the replies of a route. Properties that its schemas do not declare are removed.
 * @throws Error for a status that the route does not declare
 */
export const readyReplies = ({ method, path, output }: AnyRoute): ((reply: Reply) => ReadyReply) => {
  const shapes = new Map(
    Object.entries(output).map(([status, { body }]) => [Number(status), body && shapedBy(body)]),
  );
  return ({ status, body, stream, headers = {}, isCacheable }) => {
    if (!shapes.has(status))
      throw new Error(`${method} ${path} returned the status ${status}, which its output does not declare`);
    const shape = shapes.get(status);
    return {
      status,
      headers,
      stream,
      isCacheable,
      ...(shape && { json: Buffer.from(JSON.stringify(shape(body))) }),
    };
  };
};

/** Sends a reply, or 304 if the route declares it and If-None-Match has the current ETag. */
export const send = (
  response: Response,
  { status, headers, json }: ReadyReply,
  { output, cacheControl = 'no-store' }: AnyRoute,
): void => {
  response.status(status).set({ 'Cache-Control': cacheControl, ...headers });
  const ifNoneMatch = response.req.get('if-none-match');
  if (304 in output && ifNoneMatch !== undefined && matches(ifNoneMatch, headers.ETag)) {
    response.status(304).end();
  } else if (json === undefined) {
    response.end();
  } else {
    response.type('json').set('Content-Length', String(json.byteLength)).end(json);
  }
};

/** Weak comparison (RFC 9110 section 13.1.2). Express's own never matches a request with Cache-Control: no-cache. */
export const matches = (ifNoneMatch: string, etag = ''): boolean =>
  ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
