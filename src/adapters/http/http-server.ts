import { createServer, IncomingMessage, type Server, type ServerOptions, ServerResponse } from 'node:http';
import type { Express } from 'express';

/**
 * Creates a server that constructs requests and responses with the prototypes of an Express application.
 *
 * Express itself calls `Object.setPrototypeOf` on both for every request, which makes V8 drop its optimisations: on
 * Node 20 that was a third of the time of a cached read. The call costs nothing if the prototype is already right. Apps
 * mounted in this one still change the prototype and change it back, which is correct but as slow as before.
 */
export const createHttpServer = (limits: ServerOptions, app: Express): Server => {
  class ExpressRequest extends IncomingMessage {}
  class ExpressResponse extends ServerResponse {}
  // With what the application added to its own prototypes.
  Object.setPrototypeOf(ExpressRequest.prototype, app.request);
  Object.setPrototypeOf(ExpressResponse.prototype, app.response);
  Object.assign(app, { request: ExpressRequest.prototype, response: ExpressResponse.prototype });
  const server = createServer(
    // The application itself rejects a request without Host, with a problem (see request-head.ts).
    { ...limits, requireHostHeader: false, IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse },
    app,
  );
  // The application also rejects Expect other than 100-continue. Without a listener, Node does, with an empty response.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  return server;
};
