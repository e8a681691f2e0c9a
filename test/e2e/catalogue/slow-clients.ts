import { once } from 'node:events';
import type { Socket } from 'node:net';
import { openSocket, rawMessage } from '../../support/raw-http.js';
import type { TestService } from '../../support/service.js';

/** The received part of a response. */
export interface SlowResponse {
  readonly head: string;
  /** Of the file, as far as it was received. */
  readonly rows: readonly Record<string, unknown>[];
  /** Whether the final empty chunk was received (RFC 9112 section 7.1). */
  readonly isWhole: boolean;
  /** The error that ended the connection. */
  readonly error: string | undefined;
}

/** A client that has read the beginning of a response, and pauses. */
export interface SlowClient {
  readonly socket: Socket;
  /** Reads on until a number of rows is received: with unread data, libuv reports a reset as an end. */
  read(rows: number): Promise<void>;
  /** Reads to the end. */
  finish(): Promise<SlowResponse>;
}

/** The data of chunks in Latin-1, and whether they are complete. */
const unchunked = (body: string) => {
  let [data, at] = ['', 0];
  while (at < body.length) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.slice(at, end), 16);
    if (size === 0) return { data, isWhole: true };
    data += body.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
  return { data, isWhole: false };
};

/** The complete lines of a text that may be truncated. */
const rowsOf = (data: string) =>
  Buffer.from(data.slice(0, data.lastIndexOf('\n') + 1), 'latin1')
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** Requests a file with a client that pauses after the first rows. */
export const beginSlowly = async (
  service: TestService,
  path: string,
  token: string,
  version: '1.0' | '1.1' = '1.1',
): Promise<SlowClient> => {
  const socket = await openSocket(service.url);
  const chunks: Buffer[] = [];
  let error: string | undefined;
  socket.on('error', ({ code }: NodeJS.ErrnoException) => {
    error = code;
  });
  socket.on('data', (chunk) => chunks.push(chunk));
  const message = rawMessage('GET', `/api/v1${path}`, { Authorization: `Bearer ${token}` });
  socket.write(message.replace('HTTP/1.1', `HTTP/${version}`));
  // The header may arrive alone.
  while (!/\r\n\r\n./s.test(Buffer.concat(chunks).toString('latin1'))) await once(socket, 'data');
  socket.pause();
  return {
    socket,
    read: async (rows) => {
      socket.resume();
      const count = () => Buffer.concat(chunks).toString('latin1').match(/^\{/gm)?.length ?? 0;
      while (count() < rows) await once(socket, 'data');
    },
    finish: async () => {
      const isClosed = new Promise((resolve) => socket.once('close', resolve));
      socket.resume();
      await isClosed;
      const text = Buffer.concat(chunks).toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      const body = text.slice(end + 4);
      const { data, isWhole } = version === '1.0' ? { data: body, isWhole: false } : unchunked(body);
      return { head: text.slice(0, end), rows: rowsOf(data), isWhole, error };
    },
  };
};

/** Authors of 5,000 characters each: most of some thousands exceed the buffers of a connection. */
export const longAuthors = (count: number) => `
  insert into authors (name, biography)
  select 'Somebody', repeat(md5(n::text), 156) from generate_series(1, ${count}) as n`;
