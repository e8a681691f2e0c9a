import { randomUUID } from 'node:crypto';
import { HmacRefreshTokens } from '../adapters/crypto/hmac-refresh-tokens.js';
import { JwtAccessTokens } from '../adapters/crypto/jwt-access-tokens.js';
import { Authenticate } from '../core/identity/authenticate.js';
import { LogIn } from '../core/identity/log-in.js';
import { ManageSessions } from '../core/identity/manage-sessions.js';
import { RefreshSession } from '../core/identity/refresh-session.js';
import { SignInChallenges } from '../core/identity/sign-in-challenges.js';
import { StartSession } from '../core/identity/start-session.js';
import type { Repositories } from '../core/repositories.js';
import type { UnitOfWork } from '../core/shared/unit-of-work.js';
import type { AccountsModule } from './accounts-module.js';
import type { Infrastructure } from './infrastructure.js';

export type SessionsModule = ReturnType<typeof sessionsModule>;

/** Login, tokens and sessions. */
export function sessionsModule({
  settings,
  keys,
  clock,
  limiter,
  revocations,
  feedStatus,
  unitOfWork,
  accounts: { users, sessions, hasher, passwords },
}: Pick<Infrastructure, 'settings' | 'keys' | 'clock' | 'limiter' | 'revocations' | 'feedStatus'> & {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly accounts: Pick<AccountsModule, 'users' | 'sessions' | 'hasher' | 'passwords'>;
}) {
  const accessTokens = new JwtAccessTokens(
    keys,
    { issuer: settings.JWT__ISSUER, audience: settings.JWT__AUDIENCE, accessTtl: settings.JWT__ACCESS_TTL },
    clock,
  );
  const refreshTokens = new HmacRefreshTokens();
  const lifetime = { idle: settings.JWT__REFRESH_TTL, absolute: settings.JWT__SESSION_TTL };
  const refreshes = { name: 'refresh', ...settings.LIMITS__REFRESH };
  const startSession = new StartSession(accessTokens, refreshTokens, clock, {
    lifetime,
    newSessionId: randomUUID,
  });
  const challenges = new SignInChallenges(refreshTokens, clock);
  return {
    lifetime,
    accessTokens,
    refreshTokens,
    startSession,
    challenges,
    authenticate: new Authenticate(accessTokens, revocations, feedStatus, sessions, clock),
    logIn: new LogIn(users, unitOfWork, passwords, hasher, startSession, challenges, limiter, {
      name: 'login-success',
      ...settings.LIMITS__LOGIN_SUCCESS,
    }),
    refreshSession: new RefreshSession(unitOfWork, accessTokens, refreshTokens, clock, lifetime, refreshes),
    manageSessions: new ManageSessions(sessions, unitOfWork, refreshTokens, clock),
  };
}
