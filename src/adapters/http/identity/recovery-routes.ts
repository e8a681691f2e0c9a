import Joi from 'joi';
import type { PasswordReset, RecoverPassword } from '../../../core/identity/recover-password.js';
import type { VerifyEmail } from '../../../core/identity/verify-email.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';
import { characters, email } from '../text-schemas.js';
import { newPassword, signedIn } from './user-schema.js';

/** When a request for an email sends none. */
export const unlessSent =
  'No email is sent if the last one is less than a minute old or LIMITS__EMAIL is reached: then the last link stays valid.';

export interface RecoveryServices {
  readonly recoverPassword: RecoverPassword;
  readonly verifyEmail: VerifyEmail;
}

/** Accepts any text, so that a truncated token gets one-time-token-invalid instead of validation-failed. */
const token = () =>
  characters(0, 500).required().description('The token at the end of the link in the email.');
const exampleToken = 'bM2rUq0sP8vX5yA1dF4gH7jK9lN3oQ6tWcZeRiYuTxE';

const forgotten = Joi.object<{ email: string }, true>({ email: email().required() }).example({
  email: 'ada@example.com',
});
const reset = Joi.object<PasswordReset, true>({ token: token(), password: newPassword().required() }).example(
  {
    token: exampleToken,
    password: 'seven quiet violins',
  },
);
const verification = Joi.object<{ token: string }, true>({ token: token() }).example({ token: exampleToken });

const open = { method: 'post', tag: 'auth', permission: 'everybody' } as const;

/** Routes to recover a password and to verify an email. */
export function recoveryRoutes({ recoverPassword, verifyEmail }: RecoveryServices): AnyRoute[] {
  return [
    route<object, object, { email: string }>({
      ...open,
      path: `${apiBase}/auth/password/forgot`,
      limit: 'forgot',
      operationId: 'requestPasswordReset',
      summary: 'Request an email to choose a new password',
      description:
        'The response and its duration do not depend on whether an account has this email. The mailed link is valid for ' +
        `half an hour, and ends the previous one. ${unlessSent}`,
      input: { body: named('ForgottenPassword', forgotten) },
      output: {
        202: {
          description:
            'If an active account has this email, a link was queued, unless one was sent recently.',
        },
      },
      errors: ['mail-not-configured'],
      handle: async ({ body, by }) => {
        await recoverPassword.request(body.email, by);
        return { status: 202 };
      },
    }),
    route<object, object, PasswordReset>({
      ...open,
      path: `${apiBase}/auth/password/reset`,
      limit: 'password',
      operationId: 'resetPassword',
      summary: 'Choose a password with the token of a link',
      description:
        'Ends every session, every access token and every other link of the account. Also verifies its email, because the ' +
        'link was mailed there.',
      input: { body: named('PasswordReset', reset) },
      output: { 204: { description: 'The password is set. Log in with it.' } },
      errors: ['one-time-token-invalid', 'weak-password'],
      handle: async ({ body, by }) => {
        await recoverPassword.reset(body, by);
        return { status: 204 };
      },
    }),
    route({
      ...open,
      permission: 'account:own',
      beforeEnrolment: true,
      path: `${apiBase}/auth/email/verification`,
      limit: 'forgot',
      operationId: 'requestEmailVerification',
      summary: 'Request an email to verify your address',
      description: `The mailed link is valid for half an hour, and ends the previous one. It goes to pendingEmail if that is set. ${unlessSent}`,
      input: {},
      output: {
        202: {
          description: 'A link was queued, unless one was sent recently or your email is already verified.',
        },
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
      operationId: 'verifyEmail',
      summary: 'Verify an email with the token of a link',
      description:
        'Sets emailVerified, which no other route depends on. If the link was mailed to pendingEmail, that becomes email, ' +
        'and all other links end. Sent again, the token changes nothing: the response is 204 ' +
        'until the link expires, if the email is still current and verified.',
      input: { body: named('EmailVerification', verification) },
      output: { 204: { description: 'Verified.' } },
      errors: ['one-time-token-invalid', 'email-taken'],
      handle: async ({ body, by }) => {
        await verifyEmail.verify(body.token, by);
        return { status: 204 };
      },
    }),
  ];
}
