import type { IdentityErrorCode } from '../../../core/identity/error-codes.js';
import { type Problem, problem } from '../problem.js';

/** Problems about accounts, sessions and tokens. */
export const identityProblems: Readonly<Record<IdentityErrorCode, Problem>> = {
  'email-taken': problem(
    409,
    'Email taken',
    'Another account has this email. Upper and lower case count as the same.',
    'Log in instead, or use another email.',
  ),
  forbidden: problem(
    403,
    'Forbidden',
    'Your role lacks the permission named in detail, or your API key was not granted it. Routes that act on an account, or ' +
      'require recent authentication, are closed to API keys.',
    'Ask an administrator for a role that has it (GET /api/v1/permissions lists the roles of each permission), use a key ' +
      'that was granted it, or log in.',
  ),
  'invalid-credentials': problem(
    401,
    'Invalid credentials',
    'Wrong email or password, or an inactive account; we do not say which. When changing your account: the current ' +
      'password is wrong.',
    'Check both. An administrator can see whether the account is active.',
  ),
  'key-invalid': problem(
    401,
    'API key invalid',
    'The API key is malformed or unknown, was removed, or has expired; or its account was deactivated or removed. Apart from ' +
      'the expiry, we do not say which.',
    'Check that the whole key was copied. Otherwise create another one: POST /api/v1/users/me/keys, or an administrator does.',
  ),
  'last-admin': problem(
    409,
    'Last admin',
    'There must always be an active admin: the last one keeps their role and password, and cannot be deactivated or removed.',
    'Give another account the role admin first.',
  ),
  'mail-not-configured': problem(
    409,
    'No email can be sent',
    'The request has to send an email, such as a link to choose a password, but the service has no mail server ' +
      '(SMTP__URL). Nothing was changed.',
    'Set SMTP__URL and MAIL__FROM. Without a mail server, npm run account:password sets a password (on a machine that ' +
      'reaches the database), and AUTH__REGISTRATION=open lets people sign up themselves.',
  ),
  'one-time-token-invalid': problem(
    422,
    'Link used or expired',
    'The token of this link was used, has expired, was replaced by a newer one, or was not issued by this service.',
    'Request a new email: POST /api/v1/auth/password/forgot, or POST /api/v1/auth/email/verification.',
  ),
  'recent-authentication-required': problem(
    401,
    'Recent authentication required',
    'The request requires that you have proven who you are within the last maxAge seconds, and you have not. A refresh ' +
      'does not count.',
    'Send your password to POST /api/v1/auth/confirm, and repeat the request with the new access token. Where a request ' +
      'takes currentPassword, you can also send that.',
  ),
  'refresh-superseded': problem(
    401,
    'Refresh token superseded',
    'A newer refresh token of this session was used a moment ago: another request overtook this one.',
    'Continue with the token that you have stored since. Nothing was changed.',
  ),
  'registration-closed': problem(
    403,
    'Registration closed',
    'This service does not let people sign up themselves.',
    'Ask an administrator for an account.',
  ),
  'second-factor-enrolment-required': problem(
    403,
    'Second factor required for your role',
    'Accounts with your role need a second factor (MFA__REQUIRED_FOR), and this token was issued without one. Until then, ' +
      'only the routes to log in and to set it up are open.',
    'Set up an authenticator app: POST /api/v1/users/me/totp, then POST /api/v1/users/me/totp/confirm. If you have one, ' +
      'confirm a code with POST /api/v1/auth/confirm.',
  ),
  'second-factor-exists': problem(
    409,
    'Second factor exists',
    'The account has an authenticator app already.',
    'Remove it first: DELETE /api/v1/users/me/totp.',
  ),
  'second-factor-invalid': problem(
    401,
    'Code invalid',
    'The code is wrong, was used before, or is too old; or the login that it belongs to has expired, had five wrong codes, ' +
      'or ended because the password or the second factor was changed. We do not say which.',
    'Wait for the next code of the authenticator app, or use another recovery code. If that fails, log in again.',
  ),
  'second-factor-required': problem(
    401,
    'Second factor required',
    'The password is right, and the account has a second factor. The response has a challenge, and no tokens.',
    'Send the challenge and a code of the authenticator app or a recovery code to POST /api/v1/auth/login/second-factor ' +
      'within five minutes.',
  ),
  'service-account-name-taken': problem(
    409,
    'Name taken',
    'Another service account has this name. Upper and lower case count as the same.',
    'Choose another name, or use that service account.',
  ),
  'session-ended': problem(
    401,
    'Session ended',
    'The session was ended (for example by a logout), has expired, or its account was deactivated or removed.',
    'Log in again.',
  ),
  'token-expired': problem(
    401,
    'Token expired',
    'The access token has expired.',
    'Get a new one with POST /api/v1/auth/refresh.',
  ),
  'token-invalid': problem(
    401,
    'Token invalid',
    'The token was not issued by this service for this use: it is malformed, forged, of another type or for another ' +
      'audience. Two cookies with the same name count as an invalid token, too.',
    'Log in, and send accessToken unchanged: Authorization: Bearer <accessToken>. Remove cookies that another site has set.',
  ),
  'too-many-keys': problem(
    409,
    'Too many keys',
    'The account has 100 API keys, which is the maximum.',
    'Remove keys that are not used any more: lastUsedAt says when each was used last.',
  ),
  unauthenticated: problem(
    401,
    'Not logged in',
    'This requires an account, but the request has neither an access token nor an API key.',
    'Log in, and send the token, or send an API key: Authorization: Bearer <accessToken or key>.',
  ),
  'visible-name-taken': problem(
    409,
    'Visible name taken',
    'Another account has this visible name. Upper and lower case count as the same.',
    'Choose another name.',
  ),
  'weak-password': problem(
    422,
    'Weak password',
    'The password is too easy to guess; errors lists the reasons.',
    'Choose a longer one: a few words are easier to remember than symbols.',
  ),
};
