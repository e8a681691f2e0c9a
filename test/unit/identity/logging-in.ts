import { expect } from 'chai';
import { LogIn } from '../../../src/core/identity/log-in.js';
import { LogInWithCode } from '../../../src/core/identity/log-in-with-code.js';
import { SignInChallenges } from '../../../src/core/identity/sign-in-challenges.js';
import { type Device, StartSession } from '../../../src/core/identity/start-session.js';
import { errorOf } from '../rejections.js';
import { identity, limits } from './accounts.js';

const life = { idle: 604_800, absolute: 2_592_000 };

/** The device of a client without a session. */
export const device = (overrides: Partial<Device> = {}): Device => ({
  by: { actorId: null, ip: '192.0.2.1', requestId: 'request-1' },
  userAgent: 'A browser',
  ...overrides,
});

/** The login over fakes: its sessions are session-1, session-2, …; its refresh tokens token-1, … */
export const logIn = () => {
  const all = identity();
  const { users, work, passwords, hasher, tokens, refreshTokens, clock, limiter, attempts, codes } = all;
  let sessions = 0;
  const newSessionId = () => {
    sessions += 1;
    return `session-${sessions}`;
  };
  const start = new StartSession(tokens, refreshTokens, clock, { lifetime: life, newSessionId });
  const challenges = new SignInChallenges(refreshTokens, clock);
  const { successes } = limits;
  const { signInChallenges } = work;
  return {
    ...all,
    use: new LogIn(users, work, passwords, hasher, start, challenges, limiter, successes),
    withCode: new LogInWithCode(
      users,
      signInChallenges,
      work,
      attempts,
      challenges,
      codes,
      start,
      refreshTokens,
      clock,
    ),
  };
};

/** The message of every rejected login, after the first one. */
let message: string | undefined;

/** Expects the error that is the same for every rejected login. */
export const rejects = async (use: LogIn, credentials: { email: string; password: string }) => {
  const error = await errorOf(() => use.run(credentials, device()));
  message ??= error.message;
  expect([error.code, error.message]).to.deep.equal(['invalid-credentials', message]);
};
