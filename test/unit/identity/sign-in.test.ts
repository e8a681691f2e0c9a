import { expect } from 'chai';
import type { AccessClaims } from '../../../src/core/identity/access-claims.js';
import type { AccessTokens } from '../../../src/core/identity/identity-ports.js';
import { signedIn } from '../../../src/core/identity/sign-in.js';
import { account } from './accounts.js';

const now = new Date('2026-11-22T12:00:00.000Z');
const user = {
  ...account({ role: 'moderator', tokenVersion: 7 }),
  id: 41,
  version: 2,
  createdAt: now.toISOString(),
  updatedAt: now.toISOString(),
};

/** Signs in with a session that ends so many milliseconds from now, and tells what was issued. */
const signIn = (milliseconds: number) => {
  const issued: [AccessClaims, string][] = [];
  const tokens: AccessTokens = {
    issue: (claims, end) => {
      issued.push([claims, end.toISOString()]);
      return { token: 'an access token', expiresIn: 321 };
    },
    verify: () => expect.fail('nothing is verified here'),
  };
  const expiresAt = new Date(now.getTime() + milliseconds).toISOString();
  const result = signedIn(tokens, user, { id: 'session-1', expiresAt }, 'a refresh token', now);
  return { result, issued, expiresAt };
};

describe('the tokens of a session:', () => {
  it('for a user: are the access token with its life, the refresh token with its own, and the user', () => {
    expect(signIn(600_000).result).to.deep.equal({
      accessToken: 'an access token',
      expiresIn: 321,
      refreshToken: 'a refresh token',
      refreshExpiresIn: 600,
      user,
    });
  });

  it('the access token: when issued: tells user, session, role and version, and ends with the session', () => {
    const { issued, expiresAt } = signIn(600_000);
    const claims = { userId: 41, sessionId: 'session-1', role: 'moderator', tokenVersion: 7 };
    expect(issued).to.deep.equal([[claims, expiresAt]]);
  });

  for (const [milliseconds, seconds] of [
    [999, 0],
    [1000, 1],
    [1999, 1],
    [2000, 2],
  ] as const) {
    it(`the life of the refresh token: with ${milliseconds} ms left: is ${seconds} whole s`, () => {
      expect(signIn(milliseconds).result.refreshExpiresIn).to.equal(seconds);
    });
  }
});
