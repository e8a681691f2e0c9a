import { expect } from 'chai';
import type { Request, Response } from 'express';
import fc from 'fast-check';
import { requestContext, requestId, withRequestContext } from '../../../src/adapters/http/request-context.js';

/** Runs `work` in a request with this X-Request-Id. Returns the id in the response. */
const inRequest = (given: string | undefined, work: () => void) => {
  const locals: { requestId?: string } = {};
  withRequestContext({ get: () => given } as unknown as Request, { locals } as unknown as Response, work);
  return locals.requestId;
};
/** The id in the response and in the log lines. */
const pass = (given: string | undefined) => {
  let inside: object = {};
  const received = inRequest(given, () => {
    inside = { ...requestContext(), again: requestId() };
  });
  return { received, inside };
};

describe('the id of a request', () => {
  it('with a valid X-Request-Id: is that one, in the response and in the log', () => {
    const unit = fc.constantFrom(...'ABCXYZabcxyz0189._-');
    const property = fc.property(fc.string({ unit, minLength: 1, maxLength: 128 }), (given) => {
      expect(pass(given)).to.deep.equal({ received: given, inside: { requestId: given, again: given } });
    });
    fc.assert(property);
  });

  it('ASVS 16.4.1, with an invalid X-Request-Id, or none: is a new one', () => {
    const ids = [
      ...['', ' ', 'a b', 'a\n', 'a\r\nSet-Cookie: x=1', 'x'.repeat(129), 'ä', '"', '../', '\0', 'a,b'],
      ...[undefined, undefined],
    ].map((given) => {
      const { received, inside } = pass(given);
      expect(received, given).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(inside).to.deep.equal({ requestId: received, again: received });
      return received;
    });
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('outside of any request: is empty', () => {
    expect([requestContext(), requestId()]).to.deep.equal([{}, '']);
  });

  it('in asynchronous work of a request: is unchanged', async () => {
    const later = (given: string) =>
      new Promise<string>((resolve) => {
        inRequest(given, () => setImmediate(() => resolve(requestId())));
      });
    expect(await Promise.all([later('one'), later('two')])).to.deep.equal(['one', 'two']);
  });
});
