import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

interface Connection {
  /** Requests without a complete response; with pipelining, there can be several. */
  pending: number;
  /** When the last response was complete, or the connection was opened. */
  idleSince: number;
  /** The bytes read by then. If more have been read, a request is arriving. */
  bytesRead: number;
}

/** Milliseconds between two checks for idle connections. */
const interval = 50;

/**
 * Tracks the connections of a server from its start, and returns a function that closes it without losing a request.
 *
 * `Server.close()` of Node 19 and newer closes idle keep-alive connections at once, although a client may have sent a
 * request on one of them a moment before (https://github.com/nodejs/node/issues/60617). Here the listener closes first.
 * From then on each response has `Connection: close`. A connection is closed when it has been idle for `idleMs`, and all
 * remaining ones after `deadlineMs`.
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
    // An immediate runs after the event loop has accepted and read everything that the kernel holds.
    setImmediate(() => NetServer.prototype.close.call(server));
    const sweep = setInterval(() => setImmediate(closeIdle), interval);
    const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
    await closed;
    clearInterval(sweep);
    clearTimeout(deadline);
    // Stops the timer that Node uses to find slow requests.
    server.close();
  };
};
