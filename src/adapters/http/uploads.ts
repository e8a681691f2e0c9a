import type { Request, Response } from 'express';
import { HttpError } from './http-error.js';
import type { Upload } from './route.js';

/** How fast a file must arrive: the bytes of each window, in milliseconds. */
interface Pace {
  readonly windowMs: number;
  readonly bytes: number;
}

/** 1 kB/s. */
const minimumPace: Pace = { windowMs: 30_000, bytes: 30_000 };

/** Milliseconds that a client has to read the response and to stop sending. */
const lingerMs = 5_000;

/** Types of forms, in which clients may wrap a file, or change its bytes. */
const formTypes = ['multipart/*', 'application/x-www-form-urlencoded'];

/** Whether the body of a request is a file that is being received. */
export const isUploading = ({ locals, req }: Response): boolean =>
  locals?.isUploading === true && !req.complete;

const brokenOff = (cause: unknown): Error =>
  Object.assign(new HttpError('malformed-request', 'The file did not arrive completely.'), { cause });

/**
 * Discards what follows of a body, so that a client that only writes still reads the response, and closes the connection
 * soon: Node reports its time limit only once.
 */
const discardRest = (request: Request): void => {
  request.resume();
  setTimeout(() => request.complete || request.socket.destroy(), lingerMs).unref();
};

/**
 * The chunks of a body. The time limit of other requests does not apply (see parser-errors.ts): instead, a file must arrive
 * at a minimum rate, measured in windows.
 */
async function* chunksOf(
  request: Request,
  response: Response,
  { windowMs, bytes }: Pace,
): AsyncGenerator<Uint8Array> {
  response.locals.isUploading = true;
  // The request is not destroyed when this generator ends early: its connection still has to carry the response.
  const chunks = request.iterator({ destroyOnReturn: false });
  let [received, before] = [0, 0];
  let tooSlow = (_error: Error): void => {};
  const slowness = new Promise<never>((_resolve, reject) => (tooSlow = reject));
  slowness.catch(() => {});
  const timer = setInterval(() => {
    if (received - before < bytes)
      tooSlow(new HttpError('request-timeout', 'The file arrived at less than 1 kB/s.'));
    before = received;
  }, windowMs);
  try {
    for (;;) {
      const next = chunks.next();
      // It fails when the client disconnects, even if the upload has ended before.
      next.catch(() => {});
      const { done, value } = await Promise.race([next, slowness]);
      if (done) return;
      received += value.length;
      yield value;
    }
  } catch (error) {
    throw error instanceof HttpError ? error : brokenOff(error);
  } finally {
    clearInterval(timer);
    response.locals.isUploading = false;
    if (!request.complete) discardRest(request);
  }
}

/**
 * The file in the body of a request.
 * @throws HttpError `unsupported-media-type` if it is wrapped in a form, or encoded
 */
export const receivedUpload = (request: Request, response: Response, pace = minimumPace): Upload => {
  if (request.is(formTypes))
    throw new HttpError(
      'unsupported-media-type',
      'The body must be the file itself, not a form. With curl: --upload-file FILE.',
    );
  const encoding = request.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity')
    throw new HttpError(
      'unsupported-media-type',
      'Send the file without Content-Encoding. A gzip file is recognized by its content.',
    );
  const length = request.get('content-length');
  return {
    length: length === undefined ? undefined : Number(length),
    chunks: () => chunksOf(request, response, pace),
  };
};
