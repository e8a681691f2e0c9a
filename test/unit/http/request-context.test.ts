import { expect } from 'chai';
import type { Request, Response } from 'express';
import fc from 'fast-check';
import { requestContext, requestId, withRequestContext } from '../../../src/adapters/http/request-context.js';

/** Sends a request with that X-Request-Id through, and tells the id of the answer and of the log lines. */
const pass = (given: string | undefined) => {
  const headers: Record<string, string> = {};
  let inside: object = {};
  withRequestContext(
    { get: () => given } as unknown as Request,
    { set: (name: string, value: string) => (headers[name] = value) } as unknown as Response,
    () => {
      inside = { ...requestContext(), again: requestId() };
    },
  );
  return { answered: headers['X-Request-Id'] ?? '', inside };
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('the id of a request', () => {
  it('with a valid one brought along: is that one, in the answer and in the log', () => {
    const characters = [...'ABCXYZabcxyz0189._-'];
    const id = fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 128 });
    fc.assert(
      fc.property(id, (given) => {
        expect(pass(given)).to.deep.equal({ answered: given, inside: { requestId: given, again: given } });
      }),
    );
  });

  const bad = [
    '',
    ' ',
    'a b',
    'a\n',
    'a\r\nSet-Cookie: x=1',
    'x'.repeat(129),
    'ä',
    '"',
    '../',
    '\0',
    'a,b',
    undefined,
  ];
  for (const given of bad) {
    it(`ASVS 16.4.1, with ${JSON.stringify(given)?.slice(0, 30)} brought along: is a new one`, () => {
      const { answered, inside } = pass(given);
      expect(answered).to.match(uuid);
      expect(inside).to.deep.equal({ requestId: answered, again: answered });
    });
  }

  it('of two requests that bring none: are two', () => {
    expect(pass(undefined).answered).not.to.equal(pass(undefined).answered);
  });

  it('outside of any request: is none', () => {
    expect(requestContext()).to.deep.equal({});
    expect(requestId()).to.equal('');
  });

  it('in what a request goes on to do: is still there, and not that of another', async () => {
    const seen = await Promise.all(
      ['one', 'two'].map(
        (given) =>
          new Promise<string>((resolve) => {
            withRequestContext(
              { get: () => given } as unknown as Request,
              { set: () => {} } as unknown as Response,
              () => setImmediate(() => resolve(requestId())),
            );
          }),
      ),
    );
    expect(seen).to.deep.equal(['one', 'two']);
  });
});
