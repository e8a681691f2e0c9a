import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { freePort } from '../../support/free-port.js';

/**
 * A TCP proxy with faults. `drop` closes every connection. `cut` does so, and rejects new ones. `freeze` keeps them open
 * and forwards nothing, like a paused server or a lost route. `hold` forwards requests, but no replies. `slow` delays
 * everything. `heal` ends these faults. `lead` closes every connection, and forwards new ones to another server, as an
 * address does after a failover.
 */
export interface TcpProxy {
  /** The URL of the server through the proxy. */
  readonly url: string;
  drop(): void;
  cut(): Promise<void>;
  freeze(): void;
  hold(): void;
  /** @param milliseconds in each direction, for data sent from now on */
  slow(milliseconds: number): void;
  heal(): Promise<void>;
  lead(serverUrl: string): void;
  stop(): Promise<void>;
}

/** Writes each chunk after the time that `delay` returns for it, in order. */
const later = (to: Socket, delay: () => number) => {
  const queue: { readonly chunk: Buffer; readonly due: number }[] = [];
  const write = () => {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const wait = first.due - performance.now();
      if (wait > 0) {
        setTimeout(write, Math.ceil(wait));
        return;
      }
      to.write(first.chunk);
      queue.shift();
    }
  };
  return (chunk: Buffer) => {
    const due = Math.max(queue.at(-1)?.due ?? 0, performance.now() + delay());
    if (queue.push({ chunk, due }) === 1) write();
  };
};

/** @param rewriteReply changes each chunk from the server. It must keep the length, so that the protocol stays valid */
export const startTcpProxy = async (
  serverUrl: string,
  rewriteReply = (chunk: Buffer): Buffer => chunk,
): Promise<TcpProxy> => {
  let target = new URL(serverUrl);
  const defaultPort = target.protocol.startsWith('redis') ? 6379 : 5432;
  const sockets = new Set<Socket>();
  const servers = new Set<Socket>();
  let frozen = false;
  let delay = 0;
  const server = createServer((near) => {
    const far = connect(Number(target.port || defaultPort), target.hostname);
    servers.add(far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      const send = later(to, () => delay);
      from.setNoDelay(true).on('data', (chunk) => send(from === far ? rewriteReply(chunk) : chunk));
      from
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(from);
          servers.delete(from);
          to.destroy();
        });
      if (frozen) from.pause();
    }
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(await freePort());
  const { port } = server.address() as AddressInfo;
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);

  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  const cut = async () => {
    const closed = server.listening ? once(server, 'close') : undefined;
    if (closed) server.close();
    drop();
    await closed;
  };
  return {
    url: url.href,
    drop,
    cut,
    freeze: () => {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    hold: () => {
      for (const socket of servers) socket.pause();
    },
    slow: (milliseconds) => {
      delay = milliseconds;
    },
    heal: async () => {
      frozen = false;
      delay = 0;
      for (const socket of sockets) socket.resume();
      if (!server.listening) await listen(port);
    },
    lead: (to) => {
      target = new URL(to);
      drop();
    },
    stop: cut,
  };
};
