import { randomUUID } from 'node:crypto';
import type { Container } from 'inversify';
import { KnownPasswords } from '../adapters/passwords/known-passwords.js';
import { Authenticate } from '../core/identity/authenticate.js';
import { ChangePassword } from '../core/identity/change-password.js';
import { LogIn } from '../core/identity/log-in.js';
import { ManageSessions } from '../core/identity/manage-sessions.js';
import { ManageUsers } from '../core/identity/manage-users.js';
import { OwnAccount } from '../core/identity/own-account.js';
import { PasswordGuesses } from '../core/identity/password-guesses.js';
import type { PasswordPolicy } from '../core/identity/password-policy.js';
import { RefreshSession } from '../core/identity/refresh-session.js';
import { RegisterUser } from '../core/identity/register-user.js';
import { RemoveOwnAccount } from '../core/identity/remove-own-account.js';
import { ids } from './service-ids.js';
import type { Settings } from './settings.js';

/** What a password has to be. */
export const passwordPolicy = (minLength: number): PasswordPolicy => ({
  minLength,
  common: new KnownPasswords(minLength),
});

/** Binds the use cases around accounts and sessions. */
export const bindIdentity = (
  container: Container,
  { JWT__REFRESH_TTL, JWT__SESSION_TTL }: Settings,
): void => {
  const life = { idle: JWT__REFRESH_TTL, absolute: JWT__SESSION_TTL };
  container
    .bind(ids.PasswordPolicy)
    .toResolvedValue(({ PASSWORD__MIN_LENGTH }) => passwordPolicy(PASSWORD__MIN_LENGTH), [ids.Settings]);
  container
    .bind(ids.RegisterUser)
    .toResolvedValue(
      (users, work, hasher, policy, { AUTH__REGISTRATION: registration }) =>
        new RegisterUser(users, work, hasher, { registration, policy }),
      [ids.UserRepository, ids.UnitOfWork, ids.PasswordHasher, ids.PasswordPolicy, ids.Settings],
    );
  container.bind(ids.PasswordGuesses).toResolvedValue(
    (limiter, { LIMITS__LOGIN_ACCOUNT, LIMITS__LOGIN_ADDRESS }, hasher, sessions, work) =>
      new PasswordGuesses(
        limiter,
        {
          account: { name: 'login-account', ...LIMITS__LOGIN_ACCOUNT },
          address: { name: 'login-address', ...LIMITS__LOGIN_ADDRESS },
        },
        hasher,
        sessions,
        work,
      ),
    [ids.Limiter, ids.Settings, ids.PasswordHasher, ids.SessionRepository, ids.UnitOfWork],
  );
  container.bind(ids.LogIn).toResolvedValue(
    (users, work, guesses, hasher, accessTokens, refreshTokens, clock, limiter, { LIMITS__LOGIN_SUCCESS }) =>
      new LogIn(users, work, guesses, hasher, accessTokens, refreshTokens, clock, limiter, {
        life,
        successes: { name: 'login-success', ...LIMITS__LOGIN_SUCCESS },
        newSessionId: randomUUID,
      }),
    [
      ids.UserRepository,
      ids.UnitOfWork,
      ids.PasswordGuesses,
      ids.PasswordHasher,
      ids.AccessTokens,
      ids.RefreshTokens,
      ids.Clock,
      ids.Limiter,
      ids.Settings,
    ],
  );
  container.bind(ids.RefreshSession).toResolvedValue(
    (work, accessTokens, refreshTokens, clock, { LIMITS__REFRESH }) =>
      new RefreshSession(work, accessTokens, refreshTokens, clock, life, {
        name: 'refresh',
        ...LIMITS__REFRESH,
      }),
    [ids.UnitOfWork, ids.AccessTokens, ids.RefreshTokens, ids.Clock, ids.Settings],
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
      (users, work, guesses) => new OwnAccount(users, work, guesses),
      [ids.UserRepository, ids.UnitOfWork, ids.PasswordGuesses],
    );
  container
    .bind(ids.ManageUsers)
    .toResolvedValue(
      (users, work, clock) => new ManageUsers(users, work, clock),
      [ids.UserRepository, ids.UnitOfWork, ids.Clock],
    );
  container.bind(ids.OwnDataServices).toResolvedValue(
    (ownAccount, personalData, users, work, guesses, hasher, policy, clock) => ({
      ownAccount,
      personalData,
      changePassword: new ChangePassword(users, work, guesses, hasher, policy, clock),
      removeOwnAccount: new RemoveOwnAccount(users, work, guesses),
    }),
    [
      ids.OwnAccount,
      ids.PersonalData,
      ids.UserRepository,
      ids.UnitOfWork,
      ids.PasswordGuesses,
      ids.PasswordHasher,
      ids.PasswordPolicy,
      ids.Clock,
    ],
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
