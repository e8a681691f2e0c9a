import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';
import { matches } from './ready-replies.js';

/** Content that is compressed once and served many times. */
export type EncodedContent = Readonly<Record<Encoding, Representation>>;

type Encoding = 'br' | 'gzip' | 'identity';

interface Representation {
  readonly bytes: Buffer;
  /** Strong, so each encoding has its own (RFC 9110 section 8.8.3.3). */
  readonly etag: string;
}

const packBrotli = promisify(brotliCompress);
const packGzip = promisify(gzip);

/** Levels above this one take twenty times as long for files that are 8 % smaller. */
const brotliQuality = 8;

/** Compresses content, outside of the event loop. */
export const encodedContent = async (content: Buffer): Promise<EncodedContent> => {
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength,
  };
  const [br, gz] = await Promise.all([packBrotli(content, { params }), packGzip(content, { level: 9 })]);
  return {
    br: { bytes: br, etag: `"${hash}-br"` },
    gzip: { bytes: gz, etag: `"${hash}-gzip"` },
    identity: { bytes: content, etag: `"${hash}"` },
  };
};

/** Sends the smallest encoding that the client accepts, or 304. The caller has set Cache-Control and Content-Type. */
export const sendEncoded = (request: Request, response: Response, content: EncodedContent): void => {
  const encoding = (['br', 'gzip'] as const).find((name) => request.acceptsEncodings(name)) ?? 'identity';
  const { bytes, etag } = content[encoding];
  response.vary('Accept-Encoding').set('ETag', etag);
  if (encoding !== 'identity') response.set('Content-Encoding', encoding);
  const ifNoneMatch = request.get('if-none-match');
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, etag)) response.status(304).end();
  else response.send(bytes);
};
