import { expect } from 'chai';
import { type Device, LogIn } from '../../../src/core/identity/log-in.js';
import { refusal } from '../refusal.js';
import { identity, limits } from './accounts.js';

export const life = { idle: 604_800, absolute: 2_592_000 };

/** From where somebody who is not signed in logs in. */
export const device = (overrides: Partial<Device> = {}): Device => ({
  by: { actorId: null, ip: '192.0.2.1', requestId: 'request-1' },
  userAgent: 'A browser',
  ...overrides,
});

/** The login over fakes: its sessions are session-1, session-2, …; its refresh tokens token-1, … */
export const logIn = (sessionLife = life) => {
  const all = identity();
  const { users, work, guesses, hasher, tokens, refreshTokens, clock, limiter } = all;
  let sessions = 0;
  const newSessionId = () => {
    sessions += 1;
    return `session-${sessions}`;
  };
  const settings = { life: sessionLife, successes: limits.successes, newSessionId };
  return {
    ...all,
    use: new LogIn(users, work, guesses, hasher, tokens, refreshTokens, clock, limiter, settings),
  };
};

/** Whatever is wrong is one and the same refusal. */
export const refused = async (use: LogIn, credentials: { email: string; password: string }) => {
  const { code, message } = await refusal(() => use.run(credentials, device()));
  expect({ code, message }).to.deep.equal({
    code: 'invalid-credentials',
    message: 'Email and password do not belong to an active account.',
  });
};
