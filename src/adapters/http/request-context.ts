import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

interface RequestContext {
  readonly requestId: string;
}

const storage = new AsyncLocalStorage<RequestContext>();
const acceptable = /^[A-Za-z0-9._-]{1,128}$/;

/** What log lines say of the request under way; nothing outside of one. */
export const requestContext = (): Readonly<Partial<RequestContext>> => ({ ...storage.getStore() });

/** The id of the request under way. */
export const requestId = (): string => storage.getStore()?.requestId ?? '';

/** Gives every request an id, its own if it brought a valid one, and every answer the same. */
export const withRequestContext: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id') ?? '';
  const id = acceptable.test(given) ? given : randomUUID();
  response.set('X-Request-Id', id);
  storage.run({ requestId: id }, next);
};
