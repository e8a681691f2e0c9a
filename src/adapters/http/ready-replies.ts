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
  const head = ['Cache-Control', cacheControl];
  for (const name in headers) head.push(name, headers[name] as string);
  const ifNoneMatch = response.req.get('if-none-match');
  response.locals.bytes = 0;
  if (304 in output && ifNoneMatch !== undefined && matches(ifNoneMatch, headers.ETag)) {
    response.writeHead(304, head).end();
  } else if (json === undefined) {
    // Not with writeHead: Node adds Content-Length: 0 only if the head is not written before the end.
    response
      .status(status)
      .set({ 'Cache-Control': cacheControl, ...headers })
      .end();
  } else {
    const { byteLength, buffer, byteOffset } = json;
    response.locals.bytes = byteLength;
    head.push('Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(byteLength));
    // Node sends a text together with the head, but bytes separately. In Latin-1 each character is one of the bytes.
    const text = Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
    response.writeHead(status, head).end(text, 'latin1');
  }
};

/** Weak comparison (RFC 9110 section 13.1.2). Express's own never matches a request with Cache-Control: no-cache. */
export const matches = (ifNoneMatch: string, etag = ''): boolean =>
  ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
