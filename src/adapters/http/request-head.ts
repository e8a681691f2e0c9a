import type { RequestHandler } from 'express';
import { HttpError } from './http-error.js';

/** Rejects an Expect header other than `100-continue`, which Node answers itself (RFC 9110 section 10.1.1). */
export const requireMetExpectation: RequestHandler = ({ headers: { expect } }, response, next) => {
  if (expect === undefined || /^100-continue$/i.test(expect)) return next();
  response.set('Connection', 'close');
  throw new HttpError('expectation-failed', 'The only supported value of the Expect header is 100-continue.');
};
