import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

interface RequestContext {
  readonly requestId: string;
}

const storage = new AsyncLocalStorage<RequestContext>();
const validId = /^[A-Za-z0-9._-]{1,128}$/;

/** The log fields of the current request; empty outside of a request. */
export const requestContext = (): Readonly<Partial<RequestContext>> => ({ ...storage.getStore() });

/** The id of the current request. */
export const requestId = (): string => storage.getStore()?.requestId ?? '';

/** Assigns each request an id (its own X-Request-Id, if valid), which its response has, too. */
export const withRequestContext: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id');
  const id = given !== undefined && validId.test(given) ? given : randomUUID();
  response.locals.requestId = id;
  storage.run({ requestId: id }, next);
};
