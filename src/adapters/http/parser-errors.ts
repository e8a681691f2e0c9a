import { randomUUID } from 'node:crypto';
import { maxHeaderSize, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Response } from 'express';
import type { Log } from '../../core/shared/log.js';
import { problemJson } from './error-handler.js';
import { HttpError } from './http-error.js';
import { problems } from './problems.js';
import { securityHeaders } from './security-headers.js';

/** Milliseconds that a client is given to read the answer and close, before its connection is destroyed. */
const lingerMs = 2_000;

/** An error of the parser or of the timeouts of `node:http`. */
interface ParserError extends Error {
  readonly code?: string;
  /** What is wrong, in the parser's words; nothing of the request. */
  readonly reason?: string;
}

const refusalOf = ({ code, reason = 'it cannot be parsed' }: ParserError): HttpError => {
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
 * Answers requests that `node:http` cannot parse, or that do not arrive in time, with a problem, and closes their
 * connections. By itself Node sends a status line without any header.
 *
 * @param origin of links to the pages of problems
 */
export const answerParserErrors = (server: Server, origin: string, log: Log): void => {
  /** The last two responses of each connection, older first: clients may send the next request before an answer. */
  const latest = new WeakMap<Duplex, readonly [ServerResponse | undefined, ServerResponse]>();
  server.prependListener('request', ({ socket }, response) => {
    latest.set(socket, [latest.get(socket)?.[1], response]);
  });

  /** @param response of the request, if its headers could be parsed */
  const answer = (socket: Duplex, error: ParserError, response: Response | undefined) => {
    const refusal = refusalOf(error);
    const isCutShort = error.code === 'HPE_INVALID_EOF_STATE';
    const given = response?.getHeader('x-request-id');
    const requestId = given === undefined ? randomUUID() : String(given);
    const [instance = ''] = response?.req.originalUrl.split('?', 1) ?? [];
    const { status } = problems[refusal.code];
    const body = problemJson(origin, refusal, { instance, requestId });
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
    // The access log has a line for a request that the application knows: 499 for one that its client cut short.
    if (response !== undefined)
      Object.assign(response.locals, !isCutShort && { brokenOffWith: status, bytes });
    else log.info('request', { requestId, method: null, route: null, status, bytes, code: refusal.code });
  };

  const answered = new WeakSet<Duplex>();
  server.on('clientError', (error: ParserError, socket) => {
    // The parser reports an error again with everything else that the client sends.
    if (answered.has(socket)) return;
    answered.add(socket);
    const [previous, last] = latest.get(socket) ?? [];
    const isInBodyOfLast = last !== undefined && !last.req.complete;
    const finish = () => {
      if (!socket.writable) return socket.destroy();
      // Closing at once would reset the connection, and the client might lose the answer (RFC 9112 section 9.6).
      setTimeout(() => socket.destroy(), lingerMs).unref();
      if (isInBodyOfLast && last.headersSent) return socket.end();
      return answer(socket, error, isInBodyOfLast ? (last as Response) : undefined);
    };
    // Answers have the order of requests, and one that has begun is not interrupted by another.
    const awaited = isInBodyOfLast && !last.headersSent ? previous : last;
    if (awaited === undefined || awaited.closed || !socket.writable) finish();
    else awaited.once('close', finish);
  });
};
