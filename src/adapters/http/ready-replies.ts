import type { Response } from 'express';
import type { AnyRoute, Reply, ReplyStream } from './route.js';
import { shapedBy } from './shape.js';

/** A reply in bytes, as it goes out. */
export interface ReadyReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** In UTF-8. */
  readonly json?: Uint8Array;
  readonly stream?: ReplyStream | undefined;
  readonly isCacheable?: boolean | undefined;
}

/** Makes the replies of a route ready: nothing goes out that its schemas do not name, and no status it does not. */
export const readyReplies = ({ method, path, output }: AnyRoute): ((reply: Reply) => ReadyReply) => {
  const shapes = new Map(
    Object.entries(output).map(([status, { body }]) => [Number(status), body && shapedBy(body)]),
  );
  return ({ status, body, stream, headers = {}, isCacheable }) => {
    if (!shapes.has(status)) throw new Error(`${method} ${path} answered ${status}`);
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

/** Sends it; or 304, where the route can and the client has it. */
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

/** Weak comparison (RFC 9110 section 13.1.2). Express' own says no to whoever sends Cache-Control: no-cache. */
const matches = (ifNoneMatch: string, etag = '') =>
  ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
