import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { noteSecretsIn } from './secrets.js';

/** A response on a plain socket; `text` is all of it, as received. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly text: string;
}

/** The end of all sent data is searched as a whole: a secret may be split over several writes. */
const lookedAt = 10_000;

/** Connects to the host and port of `url`, and notes the secrets that are sent and received. */
export const openSocket = async (url: string): Promise<Socket> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let sent = '';
  socket.write = (data: string | Uint8Array, ...rest: unknown[]) => {
    sent = (sent + Buffer.from(data as Buffer).toString()).slice(-lookedAt);
    noteSecretsIn(sent);
    return write(data, ...rest);
  };
  return socket;
};

/** The bytes of a request that closes the connection after its response. */
export const rawMessage = (
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): string => {
  const lines = Object.entries({ Host: 'service.test', Connection: 'close', ...headers });
  return `${method} ${target} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
};

/** Reads a response until the server closes the socket. */
export const readToEnd = async (socket: Socket): Promise<RawResponse> => {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'close');
  const text = Buffer.concat(chunks).toString('latin1');
  noteSecretsIn(text);
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = Buffer.from(rest.join('\r\n\r\n'), 'latin1').toString();
  return { status: Number(statusLine.split(' ')[1]), headers, body, text };
};

/** Sends bytes that no well-behaved client would (a string goes as Latin-1), and reads the response to its end. */
export const rawRequest = async (url: string, message: string | Buffer): Promise<RawResponse> => {
  const socket = await openSocket(url);
  socket.write(typeof message === 'string' ? Buffer.from(message, 'latin1') : message);
  return readToEnd(socket);
};
