import type { Request } from 'express';
import type { ReadCache } from '../../core/shared/read-cache.js';
import type { ReadyReply } from './ready-replies.js';

export interface CachedReplies {
  readonly reads: Pick<ReadCache, 'read'>;
  /** Returns what identifies the response format of this build, so that another build does not use replies cached by this one. */
  readonly version: () => string;
}

/**
 * Returns a reply from the cache, or else the result of `make`; X-Cache reports which. Replies are cached serialized, so
 * a hit costs neither parsing nor shaping.
 * @param work.admit runs before `make`, but not for a hit; it throws to reject the request
 */
export const cachedReply = async (
  { reads, version }: CachedReplies,
  request: Request,
  { dependsOn, url }: { readonly dependsOn: readonly string[]; readonly url: string },
  { make, admit }: { readonly make: () => Promise<ReadyReply>; readonly admit: () => Promise<void> },
): Promise<ReadyReply> => {
  if (skipsCache(request)) {
    await admit();
    return withOutcome('bypass', await make());
  }
  const key = `${version()}:${url}`;
  const fill = async () => {
    const reply = await make();
    return { value: pack(reply), isCacheable: reply.isCacheable ?? true };
  };
  const { value, outcome } = await reads.read(key, dependsOn, fill, admit);
  return withOutcome(outcome, unpack(value));
};

const withOutcome = (outcome: string, reply: ReadyReply): ReadyReply => ({
  ...reply,
  headers: { ...reply.headers, 'X-Cache': outcome },
});

/** Whether the request has Cache-Control: no-cache (RFC 9111 section 5.2.1.4). */
const skipsCache = (request: Request) => {
  const directives = request.get('cache-control');
  return directives?.split(',').some((directive) => directive.trim().toLowerCase() === 'no-cache') ?? false;
};

const newline = 0x0a;

/** Serializes a reply: one line of JSON with the headers, which are ASCII, and then the body. */
export const pack = ({ headers, json = new Uint8Array() }: ReadyReply): Uint8Array =>
  Buffer.concat([Buffer.from(`${JSON.stringify(headers)}\n`), json]);

/** Reverses `pack`. */
export const unpack = (value: Uint8Array): ReadyReply => {
  const end = value.indexOf(newline);
  const headers = JSON.parse(Buffer.from(value.buffer, value.byteOffset, end).toString('latin1'));
  return { status: 200, headers, json: value.subarray(end + 1) };
};
