import Joi from 'joi';
import type { Credentials, LogIn } from '../../../core/identity/log-in.js';
import type { ManageSessions } from '../../../core/identity/manage-sessions.js';
import type { PasswordPolicy } from '../../../core/identity/password-policy.js';
import type { RefreshSession } from '../../../core/identity/refresh-session.js';
import type { RegisterUser, Registration } from '../../../core/identity/register-user.js';
import { SecondFactorRequired } from '../../../core/identity/sign-in-challenges.js';
import { DomainError } from '../../../core/shared/errors.js';
import { apiBase } from '../api-base.js';
import { etagHeader, itemReply } from '../conditional-requests.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';
import { characters, email, newEmail } from '../text-schemas.js';
import { challengeCookie, noCookies } from '../token-cookies.js';
import { type Transport, tokensOutput, tokensReply } from './tokens-reply.js';
import { newPassword, password, signedIn, userItem, visibleName } from './user-schema.js';

export interface AuthServices {
  readonly registerUser: RegisterUser;
  readonly logIn: LogIn;
  readonly refreshSession: RefreshSession;
  readonly manageSessions: ManageSessions;
  readonly policy: Pick<PasswordPolicy, 'minLength'>;
}

export const registrationBody = Joi.object<Registration, true>({
  email: newEmail().required(),
  visibleName: visibleName().required(),
  password: newPassword().required(),
}).example({ email: 'ada@example.com', visibleName: 'Ada', password: 'seven quiet violins' });

interface Login extends Credentials {
  readonly transport?: Transport;
}

const login = Joi.object<Login, true>({
  email: email().required(),
  password: password().required(),
  transport: named('Transport', Joi.string().valid('body', 'cookie')).description(
    'Where the response contains the tokens: body (the default) or cookie.',
  ),
}).example({ email: 'ada@example.com', password: 'seven quiet violins' });

interface RefreshBody {
  readonly refreshToken?: string;
}

// Long enough for an access token, too: a client that sends one by mistake gets token-invalid, not validation-failed.
const refreshBody = named(
  'RefreshToken',
  Joi.object<RefreshBody, true>({
    refreshToken: characters(0, 4000).description('Left out: the token of the cookie.'),
  }).example({}),
);

const common = { method: 'post', tag: 'auth', permission: 'everybody' } as const;

/** Routes to sign up, log in, refresh and log out. */
export function authRoutes({
  registerUser,
  logIn,
  refreshSession,
  manageSessions,
  policy: { minLength },
}: AuthServices): AnyRoute[] {
  return [
    route<object, object, Registration>({
      ...common,
      path: `${apiBase}/auth/register`,
      operationId: 'register',
      summary: 'Sign up',
      input: { body: named('Registration', registrationBody) },
      output: {
        201: { description: 'The new account.', body: userItem, headers: [...etagHeader, 'Location'] },
      },
      errors: ['email-taken', 'visible-name-taken', 'weak-password', 'registration-closed'],
      limit: 'register',
      // A setting: forms show it beside the field.
      extensions: { 'x-password': { minLength } },
      handle: async ({ body, by }) => {
        const user = await registerUser.register(body, by);
        return itemReply(201, user, { Location: `${apiBase}/users/${user.id}` });
      },
    }),
    route<object, object, Login>({
      ...common,
      path: `${apiBase}/auth/login`,
      operationId: 'logIn',
      summary: 'Log in',
      description:
        'An unknown email, a wrong password and an inactive account get the same response. After too many failed logins ' +
        'for one email or from one client address, further ones are rejected with 429. Failed logins from other addresses ' +
        'never block an address that the account signed in from recently. Successful logins of an account have a limit, ' +
        'too; a password change resets it. With transport cookie, the session of the refresh cookie in the request ends. An ' +
        'account has at most 100 sessions: a login over the limit ends the least recently used one. If the account has a ' +
        'second factor, the right password gets second-factor-required with a challenge instead of tokens; with transport ' +
        'cookie, it also sets a cookie that the code must come with.',
      input: { body: named('Login', login), refreshCookie: true },
      output: { 200: { ...tokensOutput, description: 'The tokens and their account.' } },
      errors: ['invalid-credentials', 'second-factor-required', 'too-many-requests'],
      handle: async ({ body: { transport = 'body', ...credentials }, by, userAgent, cookies }) => {
        const withCookie = transport === 'cookie';
        const replaces = withCookie ? cookies.refresh : undefined;
        try {
          return tokensReply(
            await logIn.run(credentials, { by, userAgent, replaces, withCookie }),
            transport,
          );
        } catch (error) {
          if (!(error instanceof SecondFactorRequired) || error.cookie === undefined) throw error;
          return { status: 401, error, cookies: [challengeCookie(error.cookie)] };
        }
      },
    }),
    route<object, object, RefreshBody>({
      ...common,
      path: `${apiBase}/auth/refresh`,
      operationId: 'refreshTokens',
      summary: 'Exchange a refresh token for new tokens',
      description:
        'Send one refresh at a time, or store the new tokens only if the token you sent is still the stored one. If a ' +
        'response is lost, send the same token again. A token older than the one used last is rejected with ' +
        'refresh-superseded for half a minute; after that, it ends the session as stolen. Too many refreshes of one ' +
        'session are rejected with 429. The token stays valid: send it again after Retry-After seconds.',
      input: { body: refreshBody, bodyOptional: true, refreshCookie: true },
      output: {
        200: { ...tokensOutput, description: 'New tokens, in the body or in cookies like the old one.' },
      },
      errors: ['unauthenticated', 'refresh-superseded', 'too-many-requests'],
      handle: async ({ body: { refreshToken }, by, cookies }) =>
        tokensReply(
          await refreshSession.run(refreshToken ?? cookies.refresh ?? noToken(), by),
          refreshToken === undefined ? 'cookie' : 'body',
        ),
    }),
    route<object, object, RefreshBody>({
      ...common,
      path: `${apiBase}/auth/logout`,
      operationId: 'logOut',
      summary: 'Log out',
      description:
        'Ends the session of the refresh token, or else of the access token. Both are rejected from then on.',
      input: { body: refreshBody, bodyOptional: true, refreshCookie: true },
      output: { 204: { description: 'The session has ended.', headers: ['Set-Cookie'] } },
      errors: ['unauthenticated'],
      handle: async ({ body: { refreshToken }, caller, by, cookies }) => {
        if (refreshToken !== undefined) {
          if (!(await manageSessions.endByToken(refreshToken, by))) {
            throw new DomainError('token-invalid', 'This refresh token was not issued by this service.');
          }
          return { status: 204 };
        }
        if (caller !== undefined) await manageSessions.endCurrent(signedIn(caller), by);
        // The response removes the cookie even if its token is invalid.
        else if (cookies.inUse) await manageSessions.endByToken(cookies.refresh ?? '', by);
        else noToken();
        return { status: 204, cookies: cookies.inUse ? noCookies : undefined };
      },
    }),
  ];
}

const noToken = (): never => {
  throw new DomainError('unauthenticated', 'The request has no token.');
};
