import type { Request, RequestHandler, Response } from 'express';
import { LRUCache } from 'lru-cache';

/** Bytes, approximately. */
const [maxSize, entrySize] = [8 * 1024 * 1024, 600];

/** Answers a request. Rejects with an error that becomes a problem. */
export type Answer = (request: Request, response: Response) => Promise<void>;

/**
 * What is known of URLs that were valid before: how a GET request to them is answered. Such a request passes neither the
 * router nor the validation, which take a third of the time of a cached read. Everything that depends on more than the URL,
 * such as authentication, permissions and limits, is part of the answer.
 */
export class KnownUrls {
  readonly #answers = new LRUCache<string, Answer>({
    maxSize,
    sizeCalculation: (_, url) => 2 * url.length + entrySize,
  });

  /** Handles requests to known URLs. */
  readonly handler: RequestHandler = (request, response, next) => {
    const answer = request.method === 'GET' ? this.#answers.get(request.url) : undefined;
    if (answer === undefined) next();
    else answer(request, response).catch(next);
  };

  /** @param answer for all GET requests to this URL */
  remember(url: string, answer: Answer): void {
    this.#answers.set(url, answer);
  }
}
