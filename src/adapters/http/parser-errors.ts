import { randomUUID } from 'node:crypto';
import { maxHeaderSize, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Response } from 'express';
import type { Log } from '../../core/shared/log.js';
import { problemJson } from './error-handler.js';
import { HttpError } from './http-error.js';
import { problems } from './problems.js';
import { securityHeaders } from './security-headers.js';
import { isUploading } from './uploads.js';

/** Milliseconds that a client has to read the response and close, before its connection is destroyed. */
const lingerMs = 2_000;

/** An error of the parser or of the timeouts of `node:http`. */
interface ParserError extends Error {
  readonly code?: string;
  /** The parser's own description; contains nothing of the request. */
  readonly reason?: string;
}

const toHttpError = ({ code, reason = 'it cannot be parsed' }: ParserError): HttpError => {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new HttpError('request-timeout', problems['request-timeout'].meaning);
  if (code === 'HPE_HEADER_OVERFLOW')
    return new HttpError(
      'headers-too-large',
      `The URL and the headers together are larger than ${maxHeaderSize} bytes.`,
    );
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return new HttpError('body-too-large', 'The chunk extensions of the body are larger than 16 KiB.');
  return new HttpError('malformed-request', `The request is not valid HTTP/1.1: ${reason}.`);
};

const statusLineAndHeaders = (status: number, headers: ReadonlyMap<string, string | number>) =>
  [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...[...headers].map(([name, value]) => `${name}: ${value}`)]
    .map((line) => `${line}\r\n`)
    .join('');

/**
 * Responds with a problem to requests that `node:http` cannot parse or that do not arrive in time, and closes their
 * connections. Node's own response is a status line without headers.
 *
 * @param origin of the links to the problem pages
 */
export const handleParserErrors = (server: Server, origin: string, log: Log): void => {
  /** The last two responses of each connection, older first. With pipelining, both can be unfinished. */
  const latest = new WeakMap<Duplex, readonly [ServerResponse | undefined, ServerResponse]>();
  server.prependListener('request', ({ socket }, response) => {
    latest.set(socket, [latest.get(socket)?.[1], response]);
  });

  /** @param response to the request, if its headers could be parsed */
  const respond = (socket: Duplex, error: ParserError, response: Response | undefined) => {
    const rejection = toHttpError(error);
    const isTruncated = error.code === 'HPE_INVALID_EOF_STATE';
    const requestId: string = response?.locals.requestId ?? randomUUID();
    const [instance = ''] = response?.req.originalUrl.split('?', 1) ?? [];
    const { status } = problems[rejection.code];
    const body = problemJson(origin, rejection, { instance, requestId, traceId: response?.locals.traceId });
    const bytes = Buffer.byteLength(body);
    const headers = new Map<string, string | number>([
      ...securityHeaders,
      ['X-Request-Id', requestId],
      ['Cache-Control', 'no-store'],
      ['Content-Type', 'application/problem+json; charset=utf-8'],
      ['Content-Length', bytes],
      ['Date', new Date().toUTCString()],
      ['Connection', 'close'],
    ]);
    socket.end(`${statusLineAndHeaders(status, headers)}\r\n${body}`);
    // A request that reached the application has a line in the access log. Its status is 499 if the client disconnected.
    if (response !== undefined)
      Object.assign(response.locals, !isTruncated && { abortedWith: status, bytes });
    else log.info('request', { requestId, method: null, route: null, status, bytes, code: rejection.code });
  };

  const handled = new WeakSet<Duplex>();
  server.on('clientError', (error: ParserError, socket) => {
    // The parser reports the error again for each chunk that the client sends afterwards.
    if (handled.has(socket)) return;
    const [previous, last] = latest.get(socket) ?? [];
    // Node reports it once. An upload has a time limit of its own.
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && last !== undefined && isUploading(last as Response))
      return;
    handled.add(socket);
    const isInBodyOfLast = last !== undefined && !last.req.complete;
    const finish = () => {
      if (!socket.writable) return socket.destroy();
      // Closing at once would reset the connection, and the client might lose the response (RFC 9112 section 9.6).
      setTimeout(() => socket.destroy(), lingerMs).unref();
      if (isInBodyOfLast && last.headersSent) return socket.end();
      return respond(socket, error, isInBodyOfLast ? (last as Response) : undefined);
    };
    // Responses have the order of their requests: wait for the previous one, or for one that is already being sent.
    const precedingResponse = isInBodyOfLast && !last.headersSent ? previous : last;
    if (precedingResponse === undefined || precedingResponse.closed || !socket.writable) finish();
    else precedingResponse.once('close', finish);
  });
};
