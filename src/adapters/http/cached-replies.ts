import type { Request } from 'express';
import type { ReadCache } from '../../core/shared/read-cache.js';
import type { ReadyReply } from './ready-replies.js';
import type { AnyRoute } from './route.js';

export interface CachedReplies {
  readonly reads: Pick<ReadCache, 'read'>;
  /** What replies look like in this build: another one does not take ours for its own. */
  readonly version: string;
}

/**
 * A successful reply to a read, from the cache or else as `make` makes it; X-Cache tells which. It is kept as it goes
 * out, so that a hit costs neither parsing nor building.
 * @param work.admit runs before a reply is made, and not for a hit: it throws what refuses the request
 */
export const cachedReply = async (
  { reads, version }: CachedReplies,
  request: Request,
  dependsOn: ReturnType<NonNullable<AnyRoute['dependsOn']>>,
  { make, admit }: { readonly make: () => Promise<ReadyReply>; readonly admit: () => Promise<void> },
): Promise<ReadyReply> => {
  if (goesPast(request)) {
    await admit();
    return telling('bypass', await make());
  }
  // As the client wrote it: a page links to the next one in the same words.
  const key = `${version}:${request.originalUrl}`;
  const fill = async () => {
    const reply = await make();
    return { value: pack(reply), isCacheable: reply.isCacheable ?? true };
  };
  const { value, outcome } = await reads.read(key, dependsOn, fill, admit);
  return telling(outcome, unpack(value));
};

const telling = (outcome: string, reply: ReadyReply): ReadyReply => ({
  ...reply,
  headers: { ...reply.headers, 'X-Cache': outcome },
});

/** RFC 9111 section 5.2.1.4. */
const goesPast = (request: Request) => {
  const directives = request.get('cache-control');
  return directives?.split(',').some((directive) => directive.trim().toLowerCase() === 'no-cache') ?? false;
};

const newline = 0x0a;

/** The headers, which are ASCII, on a line of JSON; then the body. */
export const pack = ({ headers, json = new Uint8Array() }: ReadyReply): Uint8Array =>
  Buffer.concat([Buffer.from(`${JSON.stringify(headers)}\n`), json]);

export const unpack = (value: Uint8Array): ReadyReply => {
  const end = value.indexOf(newline);
  const headers = JSON.parse(String.fromCharCode(...value.subarray(0, end)));
  return { status: 200, headers, json: value.subarray(end + 1) };
};
