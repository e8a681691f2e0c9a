import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

interface Connection {
  /** Requests that have no complete answer yet; with pipelining more than one. */
  pending: number;
  /** When the last answer was complete, or the connection was made. */
  idleSince: number;
  /** What had been read by then: more means that a request is arriving. */
  bytesRead: number;
}

/** Milliseconds between two looks for connections that have become idle. */
const interval = 50;

/**
 * Follows the connections of a server from its start, and returns a function that closes it without losing a request.
 *
 * `Server.close()` of Node 19 and newer closes idle keep-alive connections at once, and a client may have sent a request
 * on one of them a moment before (https://github.com/nodejs/node/issues/60617). Here the listener closes first. From
 * then on each answer carries `Connection: close`. A connection without a request is closed when it has been idle for
 * `idleMs`, and everything that is left after `deadlineMs`.
 */
export const followConnections = (server: Server) => {
  const connections = new Map<Socket, Connection>();
  let isDraining = false;
  server.on('connection', (socket) => {
    connections.set(socket, { pending: 0, idleSince: performance.now(), bytesRead: 0 });
    socket.once('close', () => connections.delete(socket));
  });
  server.prependListener('request', ({ socket }, response) => {
    if (isDraining) response.setHeader('Connection', 'close');
    const connection = connections.get(socket);
    if (connection === undefined) return;
    connection.pending += 1;
    response.once('close', () => {
      connection.pending -= 1;
      connection.idleSince = performance.now();
      connection.bytesRead = socket.bytesRead;
    });
  });

  return async ({ idleMs, deadlineMs }: { readonly idleMs: number; readonly deadlineMs: number }) => {
    const closed = once(server, 'close');
    const closeIdle = () => {
      const latest = performance.now() - idleMs;
      for (const [socket, { pending, idleSince, bytesRead }] of connections)
        if (pending === 0 && socket.bytesRead === bytesRead && idleSince <= latest) socket.destroy();
    };
    isDraining = true;
    // Immediates run after the event loop has accepted and read what the kernel has for it.
    setImmediate(() => NetServer.prototype.close.call(server));
    const sweep = setInterval(() => setImmediate(closeIdle), interval);
    const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
    await closed;
    clearInterval(sweep);
    clearTimeout(deadline);
    // Ends the timer by which Node looks for slow requests.
    server.close();
  };
};
