import { randomUUID } from 'node:crypto';
import type { Container } from 'inversify';
import { Authenticate } from '../core/identity/authenticate.js';
import { LogIn } from '../core/identity/log-in.js';
import { ManageSessions } from '../core/identity/manage-sessions.js';
import { ManageUsers } from '../core/identity/manage-users.js';
import { OwnAccount } from '../core/identity/own-account.js';
import { RefreshSession } from '../core/identity/refresh-session.js';
import { RegisterUser } from '../core/identity/register-user.js';
import { ids } from './service-ids.js';
import type { Settings } from './settings.js';

/** Binds the use cases around accounts and sessions. */
export const bindIdentity = (
  container: Container,
  { JWT__REFRESH_TTL, JWT__SESSION_TTL }: Settings,
): void => {
  const life = { idle: JWT__REFRESH_TTL, absolute: JWT__SESSION_TTL };
  container.bind(ids.RegisterUser).toResolvedValue(
    (users, work, hasher, { AUTH__REGISTRATION, PASSWORD__MIN_LENGTH }) =>
      new RegisterUser(users, work, hasher, {
        registration: AUTH__REGISTRATION,
        policy: { minLength: PASSWORD__MIN_LENGTH },
      }),
    [ids.UserRepository, ids.UnitOfWork, ids.PasswordHasher, ids.Settings],
  );
  container.bind(ids.LogIn).toResolvedValue(
    (users, work, hasher, accessTokens, refreshTokens, clock) =>
      new LogIn(users, work, hasher, accessTokens, refreshTokens, clock, {
        life,
        newSessionId: randomUUID,
      }),
    [ids.UserRepository, ids.UnitOfWork, ids.PasswordHasher, ids.AccessTokens, ids.RefreshTokens, ids.Clock],
  );
  container
    .bind(ids.RefreshSession)
    .toResolvedValue(
      (work, accessTokens, refreshTokens, clock) =>
        new RefreshSession(work, accessTokens, refreshTokens, clock, life),
      [ids.UnitOfWork, ids.AccessTokens, ids.RefreshTokens, ids.Clock],
    );
  container
    .bind(ids.ManageSessions)
    .toResolvedValue(
      (sessions, work, refreshTokens, clock) => new ManageSessions(sessions, work, refreshTokens, clock),
      [ids.SessionRepository, ids.UnitOfWork, ids.RefreshTokens, ids.Clock],
    );
  container
    .bind(ids.Authenticate)
    .toResolvedValue(
      (tokens, revocations, freshness, sessions, clock) =>
        new Authenticate(tokens, revocations, freshness, sessions, clock),
      [ids.AccessTokens, ids.Revocations, ids.Freshness, ids.SessionRepository, ids.Clock],
    );
  container
    .bind(ids.OwnAccount)
    .toResolvedValue(
      (users, work, hasher) => new OwnAccount(users, work, hasher),
      [ids.UserRepository, ids.UnitOfWork, ids.PasswordHasher],
    );
  container
    .bind(ids.ManageUsers)
    .toResolvedValue(
      (users, work, clock) => new ManageUsers(users, work, clock),
      [ids.UserRepository, ids.UnitOfWork, ids.Clock],
    );
  container.bind(ids.AuthServices).toResolvedValue(
    (registerUser, logIn, refreshSession, manageSessions) => ({
      registerUser,
      logIn,
      refreshSession,
      manageSessions,
    }),
    [ids.RegisterUser, ids.LogIn, ids.RefreshSession, ids.ManageSessions],
  );
};
