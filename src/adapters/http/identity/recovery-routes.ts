import Joi from 'joi';
import type { PasswordReset, RecoverPassword } from '../../../core/identity/recover-password.js';
import type { VerifyEmail } from '../../../core/identity/verify-email.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';
import { characters, email } from '../text-schemas.js';
import { password, signedIn } from './user-schema.js';

/** When no email follows a request for one. */
export const unlessSent =
  'unless one was sent less than a minute ago, or as many as LIMITS__EMAIL allows: then the link sent last stays valid';

export interface RecoveryServices {
  readonly recoverPassword: RecoverPassword;
  readonly verifyEmail: VerifyEmail;
}

/** As they are made; but what a hand has shortened is still told to be no token of ours, rather than badly written. */
const token = () => characters(0, 500).required().description('What the link in the letter ends with.');
const exampleToken = 'bM2rUq0sP8vX5yA1dF4gH7jK9lN3oQ6tWcZeRiYuTxE';

const forgotten = Joi.object<{ email: string }, true>({ email: email().required() }).example({
  email: 'ada@example.com',
});
const reset = Joi.object<PasswordReset, true>({ token: token(), password: password().required() }).example({
  token: exampleToken,
  password: 'seven quiet violins',
});
const verification = Joi.object<{ token: string }, true>({ token: token() }).example({ token: exampleToken });

const open = { method: 'post', tag: 'auth', permission: 'everybody' } as const;

/** What people do who have forgotten their password, or have a letter from us. */
export const recoveryRoutes = ({ recoverPassword, verifyEmail }: RecoveryServices): AnyRoute[] => [
  route<object, object, { email: string }>({
    ...open,
    path: `${apiBase}/auth/password/forgot`,
    limit: 'forgot',
    summary: 'Ask for a letter by which to choose a new password',
    description:
      'The answer and its time are the same, whether somebody has that address or not. A link is mailed, ' +
      `${unlessSent}. It is good for half an hour, and ends the one before.`,
    input: { body: named('ForgottenPassword', forgotten) },
    output: {
      202: { description: 'If an active account has that address, an email is on its way or was sent.' },
    },
    errors: ['mail-not-configured'],
    handle: async ({ body, by }) => {
      await recoverPassword.forgot(body.email, by);
      return { status: 202 };
    },
  }),
  route<object, object, PasswordReset>({
    ...open,
    path: `${apiBase}/auth/password/reset`,
    limit: 'password',
    summary: 'Choose a password by a link',
    description:
      'Ends every session, every access token and every other link of the account. As the link was mailed to its ' +
      'address, the address is verified by this.',
    input: { body: named('PasswordReset', reset) },
    output: { 204: { description: 'The password counts from now on: log in with it.' } },
    errors: ['one-time-token-invalid', 'weak-password'],
    handle: async ({ body, by }) => {
      await recoverPassword.reset(body, by);
      return { status: 204 };
    },
  }),
  route({
    ...open,
    permission: 'account:own',
    path: `${apiBase}/auth/email/verification`,
    limit: 'forgot',
    summary: 'Ask for the letter that verifies your email',
    description: `A link is mailed, ${unlessSent}. It is good for half an hour, and ends the one before.`,
    input: {},
    output: {
      202: { description: 'An email is on its way or was sent, unless your email is verified already.' },
    },
    errors: ['mail-not-configured'],
    handle: async ({ caller, by }) => {
      await verifyEmail.request(signedIn(caller).userId, by);
      return { status: 202 };
    },
  }),
  route<object, object, { token: string }>({
    ...open,
    path: `${apiBase}/auth/email/verify`,
    summary: 'Verify an email by a link',
    description:
      'Sets emailVerified, on which nothing depends. The same link again changes nothing: it is 204 until the link expires, ' +
      'if the email is still current and verified.',
    input: { body: named('EmailVerification', verification) },
    output: { 204: { description: 'Verified.' } },
    errors: ['one-time-token-invalid'],
    handle: async ({ body, by }) => {
      await verifyEmail.verify(body.token, by);
      return { status: 204 };
    },
  }),
];
