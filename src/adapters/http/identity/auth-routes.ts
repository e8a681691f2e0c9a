import Joi from 'joi';
import type { Credentials, LogIn } from '../../../core/identity/log-in.js';
import type { ManageSessions } from '../../../core/identity/manage-sessions.js';
import type { RefreshSession } from '../../../core/identity/refresh-session.js';
import type { RegisterUser, Registration } from '../../../core/identity/register-user.js';
import type { SignedIn } from '../../../core/identity/sign-in.js';
import { DomainError } from '../../../core/shared/errors.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, type Reply, route } from '../route.js';
import { etagHeader, itemReply, named } from '../schemas.js';
import { characters, email, newEmail } from '../text-schemas.js';
import { cookiesOf, noCookies } from '../token-cookies.js';
import { password, userItem, visibleName } from './user-schema.js';

export interface AuthServices {
  readonly registerUser: RegisterUser;
  readonly logIn: LogIn;
  readonly refreshSession: RefreshSession;
  readonly manageSessions: ManageSessions;
}

export const registrationBody = Joi.object<Registration, true>({
  email: newEmail().required(),
  visibleName: visibleName().required(),
  password: password().required(),
}).example({ email: 'ada@example.com', visibleName: 'Ada', password: 'seven quiet violins' });

/** How tokens travel: in bodies and the Authorization header, or in cookies that scripts cannot read. */
type Transport = 'body' | 'cookie';

interface Login extends Credentials {
  readonly transport?: Transport;
}

const login = Joi.object<Login, true>({
  email: email().required(),
  password: password().required(),
  transport: Joi.string()
    .valid('body', 'cookie')
    .description('How the tokens come: body (the default) or cookie.'),
}).example({ email: 'ada@example.com', password: 'seven quiet violins' });

interface RefreshBody {
  readonly refreshToken?: string;
}

// Long enough for an access token, too: whoever mistakes one for the other is told that it is not the right token.
const refreshBody = named(
  'RefreshToken',
  Joi.object<RefreshBody, true>({ refreshToken: characters(0, 4000) }).example({}),
);

const seconds = (description: string) => Joi.number().integer().required().description(description);

const tokens = named(
  'Tokens',
  Joi.object({
    accessToken: Joi.string().description('With transport body.'),
    tokenType: Joi.string().valid('Bearer').required(),
    expiresIn: seconds('Seconds that the access token lives.'),
    refreshToken: Joi.string().description('With transport body.'),
    refreshExpiresIn: seconds('Seconds until the session ends, unless it is refreshed.'),
    user: userItem.required(),
  }),
);

const tokensReply = (signedIn: SignedIn, transport: Transport): Reply => {
  const { accessToken, refreshToken, ...rest } = { ...signedIn, tokenType: 'Bearer' };
  const common = { status: 200, signsIn: signedIn.user.id };
  return transport === 'cookie'
    ? { ...common, body: rest, cookies: cookiesOf(signedIn) }
    : { ...common, body: { ...rest, accessToken, refreshToken } };
};

const common = { method: 'post', tag: 'auth', permission: 'everybody' } as const;
const tokensOutput = { body: tokens, headers: ['Set-Cookie'] };

/** Signing up, logging in, staying in, and logging out. */
export const authRoutes = ({
  registerUser,
  logIn,
  refreshSession,
  manageSessions,
}: AuthServices): AnyRoute[] => [
  route<object, object, Registration>({
    ...common,
    path: `${apiBase}/auth/register`,
    summary: 'Sign up',
    input: { body: named('Registration', registrationBody) },
    output: {
      201: { description: 'The new account.', body: userItem, headers: [...etagHeader, 'Location'] },
    },
    errors: ['email-taken', 'visible-name-taken', 'weak-password', 'registration-closed'],
    limit: 'register',
    handle: async ({ body, by }) => {
      const user = await registerUser.register(body, by);
      return itemReply(201, user, { Location: `${apiBase}/users/${user.id}` });
    },
  }),
  route<object, object, Login>({
    ...common,
    path: `${apiBase}/auth/login`,
    summary: 'Log in',
    description:
      'Unknown email, wrong password and inactive account are one answer, and count alike: after too many of them for ' +
      'one email or from one address it is 429, except from where the account signed in before. Successful logins of ' +
      'one account have a limit, too, which begins anew with another password. With transport ' +
      'cookie, a session whose refresh token comes along in its cookie is ended. An account has 100 sessions at once: ' +
      'the next login ends the one used least recently.',
    input: { body: named('Login', login), refreshCookie: true },
    output: { 200: { ...tokensOutput, description: 'Tokens, and whose they are.' } },
    errors: ['invalid-credentials', 'too-many-requests'],
    handle: async ({ body: { transport = 'body', ...credentials }, by, userAgent, cookies }) => {
      const replaces = transport === 'cookie' ? cookies.refresh : undefined;
      return tokensReply(await logIn.run(credentials, { by, userAgent, replaces }), transport);
    },
  }),
  route<object, object, RefreshBody>({
    ...common,
    path: `${apiBase}/auth/refresh`,
    summary: 'Exchange a refresh token for new tokens',
    description:
      'Store the answer only if the token you sent is still the one you have, or have one refresh in flight at a ' +
      'time. A lost answer is forgiven: send the same token again. A token from before the one used last ends the ' +
      'session, but for half a minute after it was superseded. After too many refreshes of one session it is 429: the ' +
      'token stays valid, so send it again after Retry-After seconds.',
    input: { body: refreshBody, bodyOptional: true, refreshCookie: true },
    output: { 200: { ...tokensOutput, description: 'New tokens, the way the old one came.' } },
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
    summary: 'Log out',
    description:
      'Ends the session of the refresh token, or else of the access token. Both stop working at once.',
    input: { body: refreshBody, bodyOptional: true, refreshCookie: true },
    output: { 204: { description: 'The session has ended.', headers: ['Set-Cookie'] } },
    errors: ['unauthenticated'],
    handle: async ({ body: { refreshToken }, caller, by, cookies }) => {
      if (refreshToken !== undefined) {
        if (!(await manageSessions.endByToken(refreshToken, by))) {
          throw new DomainError('token-invalid', 'This is no refresh token of ours.');
        }
        return { status: 204 };
      }
      if (caller !== undefined) await manageSessions.endCurrent(caller, by);
      // A cookie that is worth nothing any more is gone after this, too.
      else if (cookies.inUse) await manageSessions.endByToken(cookies.refresh ?? '', by);
      else noToken();
      return { status: 204, cookies: cookies.inUse ? noCookies : undefined };
    },
  }),
];

const noToken = (): never => {
  throw new DomainError('unauthenticated', 'The request brought no token.');
};
