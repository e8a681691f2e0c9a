import type { Request, RequestHandler, Response } from 'express';
import { LRUCache } from 'lru-cache';

/** Bytes, approximately. */
const [maxSize, entrySize] = [8 * 1024 * 1024, 600];

/** Sends the response to a request. Rejects with an error that becomes a problem. */
export type Respond = (request: Request, response: Response) => Promise<void>;

/**
 * What is known of URLs that were valid before: how to respond to a GET request. Such a request passes neither the
 * router nor the validation, which take a third of the time of a cached read. Everything that depends on more than the URL,
 * such as authentication, permissions and limits, is still done for each request.
 */
export class KnownUrls {
  readonly #known = new LRUCache<string, Respond>({
    maxSize,
    sizeCalculation: (_, url) => 2 * url.length + entrySize,
  });

  /** Handles requests to known URLs. */
  readonly handler: RequestHandler = (request, response, next) => {
    const respond = request.method === 'GET' ? this.#known.get(request.url) : undefined;
    if (respond === undefined) next();
    else respond(request, response).catch(next);
  };

  /** @param respond for all GET requests to this URL */
  remember(url: string, respond: Respond): void {
    this.#known.set(url, respond);
  }
}
