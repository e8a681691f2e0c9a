import { problem } from '../problem.js';

/** What is said of refusals that concern accounts, sessions and tokens. */
export const identityProblems = {
  'cross-site-request': problem(
    403,
    'Cross-site request',
    'The request counts by its cookies, and does not come from a page of this service or of an allowed origin.',
    'Send it from such a page; outside of browsers send the Origin header, or a Bearer token in place of cookies.',
  ),
  'email-taken': problem(
    409,
    'Email taken',
    'Another account has this email; case does not matter.',
    'Log in instead, or use another email.',
  ),
  forbidden: problem(
    403,
    'Forbidden',
    'Your account lacks the permission that detail names.',
    'Ask an administrator for a role that has it; GET /api/v1/permissions tells which do.',
  ),
  'invalid-credentials': problem(
    401,
    'Invalid credentials',
    'Email and password do not belong to an active account, and which of the three it is, is not told; or, where you ' +
      'are logged in, the current password is another one.',
    'Check both; an administrator can tell whether the account is active.',
  ),
  'last-admin': problem(
    409,
    'Last admin',
    'Somebody has to be able to manage the accounts: the last active admin stays one, and keeps their password.',
    'Make another account an admin first.',
  ),
  'mail-not-configured': problem(
    409,
    'No email can be sent',
    'The request needs an email to its owner, such as a link by which to choose a password. This service has no mail ' +
      'server (SMTP__URL). Nothing was changed.',
    'Set SMTP__URL and MAIL__FROM. Without a mail server: npm run account:password, on a machine that reaches the database, sets a ' +
      'password, and people make their accounts themselves with AUTH__REGISTRATION=open.',
  ),
  'one-time-token-invalid': problem(
    422,
    'Link used or too old',
    'The token of this link was used, is past its life, was replaced by that of a newer letter, or is none of ours.',
    'Ask for a new letter: POST /api/v1/auth/password/forgot, or POST /api/v1/auth/email/verification.',
  ),
  'refresh-superseded': problem(
    401,
    'Refresh token superseded',
    'A newer refresh token of this session has been used a moment ago: this request was overtaken by another.',
    'Go on with the token you have stored since; nothing has changed.',
  ),
  'registration-closed': problem(
    403,
    'Registration closed',
    'People cannot sign up by themselves here.',
    'Ask an administrator for an account.',
  ),
  'session-ended': problem(
    401,
    'Session ended',
    'Somebody logged out or ended the session, it is past its life, or the account was deactivated or removed.',
    'Log in again.',
  ),
  'token-expired': problem(
    401,
    'Token expired',
    'The access token is past its life.',
    'POST /api/v1/auth/refresh gives a new one.',
  ),
  'token-invalid': problem(
    401,
    'Token invalid',
    'The token was not issued by this service for this use: it is malformed, forged, of another kind or for another ' +
      'audience. Two cookies of one name count as an invalid token, too.',
    'Log in, and send accessToken as it is: Authorization: Bearer <accessToken>. Remove cookies that another site has set.',
  ),
  'too-many-requests': problem(
    429,
    'Too many requests',
    'This was tried too often, from your address or on this account; RateLimit-Policy names the limit.',
    'Wait for the seconds in Retry-After. On an account, you are not held up from where you signed in before.',
  ),
  unauthenticated: problem(
    401,
    'Not logged in',
    'This needs an account, and the request brought no access token.',
    'Log in, and send the token: Authorization: Bearer <accessToken>.',
  ),
  'visible-name-taken': problem(
    409,
    'Visible name taken',
    'Another account shows this name; case does not matter.',
    'Choose another name.',
  ),
  'weak-password': problem(
    422,
    'Weak password',
    'The password could be guessed; errors says why.',
    'Take a longer one: a few words are easier to remember than signs.',
  ),
};
