import type { RequestHandler } from 'express';
import { HttpError } from './http-error.js';

/** `uri-host [ ":" port ]` (RFC 9110 section 7.2, RFC 3986 section 3.2.2). Not empty, because `http` requires a host. */
const validHost = /^(?:\[[\da-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})+)(?::\d*)?$/i;

/**
 * Rejects a request whose Host header is missing (optional in HTTP/1.0), repeated or invalid (RFC 9112 section 3.2).
 * Node itself rejects only a missing one, and uses the first of several.
 */
export const requireHost: RequestHandler = ({ rawHeaders, httpVersion }, response, next) => {
  const hosts: string[] = [];
  // Names and values alternate.
  for (let i = 0; i < rawHeaders.length; i += 2)
    if (rawHeaders[i]?.length === 4 && rawHeaders[i]?.toLowerCase() === 'host')
      hosts.push(rawHeaders[i + 1] as string);
  const [host] = hosts;
  const isOptional = httpVersion === '1.0' || httpVersion === '0.9';
  const problem =
    hosts.length > 1
      ? `The request has ${hosts.length} Host headers. HTTP allows one.`
      : host === undefined
        ? !isOptional && 'The request has no Host header. HTTP/1.1 requires one.'
        : !validHost.test(host) && 'The Host header is not a host with an optional port.';
  if (!problem) return next();
  response.set('Connection', 'close');
  throw new HttpError('malformed-request', problem);
};

/** Rejects an Expect header other than `100-continue`, which Node handles itself (RFC 9110 section 10.1.1). */
export const requireMetExpectation: RequestHandler = ({ headers: { expect } }, response, next) => {
  if (expect === undefined || /^100-continue$/i.test(expect)) return next();
  response.set('Connection', 'close');
  throw new HttpError('expectation-failed', 'The only supported value of the Expect header is 100-continue.');
};
