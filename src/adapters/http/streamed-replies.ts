import { once } from 'node:events';
import type { Response } from 'express';
import { HttpError } from './http-error.js';
import type { ReadyReply } from './ready-replies.js';
import type { AnyRoute, ReplyStream } from './route.js';

/** Milliseconds after which a client that takes nothing counts as gone: what waits for it takes room on the disk. */
const longestPause = 5 * 60_000;

/**
 * Sends a stream at the speed of its client; to HEAD its headers, and nothing is opened. A failure before the first byte
 * is thrown while there still can be another answer; one after it leaves an answer that has begun.
 *
 * @throws HttpError `not-acceptable` when its type is not what the client accepts
 */
export const sendStream = async (
  response: Response,
  { status, headers }: ReadyReply,
  { contentType, open }: ReplyStream,
  { cacheControl = 'no-store' }: AnyRoute,
): Promise<void> => {
  const { req: request } = response;
  if (request.accepts(contentType) === false) {
    throw new HttpError('not-acceptable', `This is answered with ${contentType.split(';', 1)[0]}.`);
  }
  // It has emitted 'close' then, and would not again.
  if (response.closed) return;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const begin = () =>
    response.status(status).set({ 'Cache-Control': cacheControl, ...headers, 'Content-Type': contentType });
  try {
    if (request.method === 'HEAD') {
      begin().end();
      return;
    }
    const content = await open(gone.signal);
    begin().setTimeout(longestPause);
    for await (const chunk of content) {
      response.locals.bytes = (response.locals.bytes ?? 0) + chunk.length;
      if (!response.write(chunk)) await once(response, 'drain', gone);
    }
    response.end();
  } catch (error) {
    // Nobody is left to be told, and it failed because of that.
    if (!gone.signal.aborted) throw error;
  }
};
