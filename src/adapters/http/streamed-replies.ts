import { once } from 'node:events';
import type { Response } from 'express';
import { HttpError } from './http-error.js';
import type { ReadyReply } from './ready-replies.js';
import type { AnyRoute, ReplyStream } from './route.js';

/** Milliseconds without progress after which a client is disconnected: the data that waits for it uses disk space. */
const sendTimeout = 5 * 60_000;

/**
 * Sends a stream at the speed of its client. For HEAD it sends the headers without opening the stream. An error before
 * the first byte can still become a problem; an error afterwards resets the connection (see error-handler.ts).
 *
 * @throws HttpError `not-acceptable` when the client does not accept the media type
 */
export const sendStream = async (
  response: Response,
  { status, headers }: ReadyReply,
  { contentType, open }: ReplyStream,
  { cacheControl = 'no-store' }: AnyRoute,
): Promise<void> => {
  const { req: request } = response;
  if (request.accepts(contentType) === false) {
    throw new HttpError('not-acceptable', `This route returns ${contentType.split(';', 1)[0]}.`);
  }
  // The close event has already fired, and would not fire again.
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
    begin().setTimeout(sendTimeout);
    for await (const chunk of content) {
      response.locals.bytes = (response.locals.bytes ?? 0) + chunk.length;
      if (!response.write(chunk)) await once(response, 'drain', gone);
    }
    response.end();
  } catch (error) {
    // The client has disconnected: the error is a consequence, and there is nobody to report it to.
    if (!gone.signal.aborted) throw error;
  }
};
