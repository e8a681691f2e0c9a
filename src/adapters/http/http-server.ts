import { createServer, IncomingMessage, type Server, type ServerOptions, ServerResponse } from 'node:http';
import express, { type Express } from 'express';

/**
 * A server for an Express application whose requests and responses are Express' own from the start.
 *
 * Express makes them so by `Object.setPrototypeOf`, on both and for every request, and V8 then forgets what it learnt
 * about them: on Node 20 a third of the time of a cached read. The call does nothing where the prototype is the wanted
 * one already. Apps mounted in this one would change it and change it back, which is right, and as slow as before.
 */
export const createHttpServer = (limits: ServerOptions, app: Express): Server => {
  class ExpressRequest extends IncomingMessage {}
  class ExpressResponse extends ServerResponse {}
  Object.setPrototypeOf(ExpressRequest.prototype, express.request);
  Object.setPrototypeOf(ExpressResponse.prototype, express.response);
  // What `express()` gives the prototypes it makes.
  Object.assign(ExpressRequest.prototype, { app });
  Object.assign(ExpressResponse.prototype, { app });
  Object.assign(app, { request: ExpressRequest.prototype, response: ExpressResponse.prototype });
  const server = createServer(
    // The application rejects a request without Host itself, with a problem (see request-head.ts).
    { ...limits, requireHostHeader: false, IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse },
    app,
  );
  // It rejects other expectations than 100-continue as well. Without a listener, Node does with an empty answer.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  return server;
};
