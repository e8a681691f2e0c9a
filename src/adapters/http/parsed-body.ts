import { isUtf8 } from 'node:buffer';
import express, { type Request, type Response } from 'express';
import { HttpError } from './http-error.js';

/** Bytes. */
const bodyLimit = 1024 * 1024;
const jsonTypes = ['application/json', 'application/merge-patch+json'];
const parseJson = express.json({
  limit: bodyLimit,
  strict: false,
  type: jsonTypes,
  // The parser itself accepts other encodings, and replaces invalid bytes with U+FFFD.
  verify: (_request, _response, body, encoding) => {
    if (encoding !== 'utf-8') throw new HttpError('unsupported-media-type', 'JSON must be sent in UTF-8.');
    if (!isUtf8(body)) throw new HttpError('malformed-json', 'The body is not valid UTF-8.');
  },
});

/** Whether the request announces no content. */
export const hasNoBody = (request: Request) =>
  request.get('transfer-encoding') === undefined && Number(request.get('content-length') ?? 0) === 0;

/** Parses the body. Called after authorisation, so that nothing is read from clients without permission. */
export const parsedBody = async (request: Request, response: Response): Promise<unknown> => {
  const types = request.method === 'PATCH' ? jsonTypes : jsonTypes.slice(0, 1);
  if (request.is(types) === false) {
    throw new HttpError('unsupported-media-type', `This route accepts ${types.join(' or ')}.`);
  }
  await new Promise<void>((resolve, reject) => {
    parseJson(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
  });
  return request.body;
};
