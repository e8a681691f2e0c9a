import Joi from 'joi';
import type { PasswordChange } from '../../../core/identity/change-password.js';
import type { RemoveOwnTotp } from '../../../core/identity/remove-own-totp.js';
import type { RemoveUserTotp } from '../../../core/identity/remove-user-totp.js';
import type { ReplaceRecoveryCodes } from '../../../core/identity/replace-recovery-codes.js';
import type { SetUpTotp } from '../../../core/identity/set-up-totp.js';
import { DomainError } from '../../../core/shared/errors.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { idParams, named } from '../schemas.js';
import { characters } from '../text-schemas.js';
import { accessReply, accessTokenFields } from './tokens-reply.js';
import { newPassword, password, signedIn } from './user-schema.js';

export interface SecondFactorServices {
  readonly setUpTotp: SetUpTotp;
  readonly replaceRecoveryCodes: ReplaceRecoveryCodes;
  readonly removeOwnTotp: RemoveOwnTotp;
  readonly removeUserTotp: RemoveUserTotp;
}

interface SetUpBody {
  readonly currentPassword?: string;
}

interface ConfirmationBody {
  readonly code: string;
}

const setUp = Joi.object<SetUpBody, true>({
  currentPassword: password().description('Left out: the login must be recent.'),
}).example({});
const confirmation = Joi.object<ConfirmationBody, true>({
  code: characters(0, 100).required().example('287082').description('The current code of the app.'),
}).example({ code: '287082' });
const removal = Joi.object<Partial<PasswordChange>, true>({
  currentPassword: password().description('Required with newPassword.'),
  newPassword: newPassword().description(
    'Required if the current password is shorter than an account without a second factor may have.',
  ),
}).example({});

/** @throws DomainError `validation-failed` if the body has a new password without the current one */
const passwordIn = ({ currentPassword, newPassword }: Partial<PasswordChange>) => {
  if (newPassword === undefined) return undefined;
  if (currentPassword !== undefined) return { currentPassword, newPassword };
  throw new DomainError('validation-failed', 'The body does not match the schema of this route.', [
    { pointer: '/currentPassword', message: 'is required with newPassword', code: 'any.required' },
  ]);
};

const recoveryCodes = Joi.array()
  .items(Joi.string())
  .required()
  .example(['K7QF-9XTM-2W4H-8ZRB-3CDN-6JVP'])
  .description('Ten codes, each of which replaces a code of the app once. They are not shown again.');

const me = `${apiBase}/users/me`;
const own = { tag: 'users', permission: 'account:own' } as const;

/** Routes to set up and remove a second factor: the caller's own, and for admins to remove that of others. */
export function secondFactorRoutes(use: SecondFactorServices): AnyRoute[] {
  return [
    route<object, object, SetUpBody>({
      ...own,
      method: 'post',
      path: `${me}/totp`,
      beforeEnrolment: true,
      operationId: 'createTotp',
      summary: 'Set an authenticator app up',
      description:
        'Returns a secret for the app. Nothing changes until a code of the app confirms it, within a day. Again: the secret of ' +
        'the last time is no longer valid.',
      input: { body: named('TotpSetUp', setUp), bodyOptional: true },
      output: {
        201: {
          description: 'The secret. It is not shown again.',
          body: named(
            'TotpSecret',
            Joi.object({
              secret: Joi.string()
                .required()
                .example('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
                .description('In base32, to be typed into the app.'),
              uri: Joi.string()
                .required()
                .example(
                  'otpauth://totp/Project%20DB%20Auth:ada%40example.com?issuer=Project%20DB%20Auth&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1&digits=6&period=30',
                )
                .description('The same for a QR code.'),
            }),
          ),
        },
      },
      errors: [
        'invalid-credentials',
        'recent-authentication-required',
        'second-factor-exists',
        'too-many-requests',
      ],
      handle: async ({ caller, body, by }) => ({
        status: 201,
        body: await use.setUpTotp.begin(signedIn(caller), body.currentPassword, by),
      }),
    }),
    route<object, object, ConfirmationBody>({
      ...own,
      method: 'post',
      path: `${me}/totp/confirm`,
      beforeEnrolment: true,
      operationId: 'confirmTotp',
      summary: 'Confirm the authenticator app with a code',
      description:
        'From now on, every login needs a code. Ends your other sessions, and notifies you by email. The access token of the ' +
        'response says that this session has a second factor. The code cannot be used again.',
      input: { body: named('TotpConfirmation', confirmation) },
      output: {
        200: {
          description: 'Your recovery codes, and an access token, in the body or in the cookie.',
          body: named('TotpConfirmed', Joi.object({ ...accessTokenFields, recoveryCodes })),
          headers: ['Set-Cookie'],
        },
      },
      errors: ['not-found', 'second-factor-exists', 'second-factor-invalid', 'too-many-requests'],
      handle: async ({ caller, body, by, cookies }) => {
        const { recoveryCodes, ...access } = await use.setUpTotp.confirm(signedIn(caller), body.code, by);
        return accessReply(access, cookies.inUse, { recoveryCodes });
      },
    }),
    route<object, object, Partial<PasswordChange>>({
      ...own,
      method: 'delete',
      path: `${me}/totp`,
      recent: '5m',
      limit: 'password',
      operationId: 'removeTotp',
      summary: 'Remove your authenticator app',
      description:
        'Also removes the recovery codes, ends your other sessions, and notifies you by email. Access tokens issued before ' +
        'are no longer valid; the response has another one.',
      input: { body: named('TotpRemoval', removal), bodyOptional: true },
      output: {
        200: {
          description: 'Removed. An access token, in the body or in the cookie.',
          body: named('TotpRemoved', Joi.object(accessTokenFields)),
          headers: ['Set-Cookie'],
        },
      },
      errors: ['invalid-credentials', 'not-found', 'too-many-requests', 'weak-password'],
      handle: async ({ caller, body, by, cookies }) =>
        accessReply(await use.removeOwnTotp.run(signedIn(caller), passwordIn(body), by), cookies.inUse),
    }),
    route({
      ...own,
      method: 'post',
      path: `${me}/recovery-codes`,
      recent: '5m',
      operationId: 'createRecoveryCodes',
      summary: 'Replace your recovery codes',
      description: 'The earlier ones, used or not, are no longer valid. Notifies you by email.',
      input: {},
      output: {
        200: { description: 'The new ones.', body: named('RecoveryCodes', Joi.object({ recoveryCodes })) },
      },
      errors: ['not-found'],
      handle: async ({ caller, by }) => ({
        status: 200,
        body: { recoveryCodes: await use.replaceRecoveryCodes.run(signedIn(caller), by) },
      }),
    }),
    route<{ id: number }>({
      tag: 'users',
      permission: 'users:manage',
      method: 'delete',
      path: `${apiBase}/users/{id}/totp`,
      recent: '5m',
      operationId: 'removeUserTotp',
      summary: 'Remove the authenticator app of an account',
      description:
        'For users who have lost it. Also removes the recovery codes, ends every session, and notifies the user by email. If ' +
        'the password is shorter than an account without a second factor may have, it is removed, too, and a link to choose ' +
        'another one is mailed.',
      input: { params: idParams },
      output: { 204: { description: 'Removed.' } },
      errors: ['last-admin', 'mail-not-configured', 'not-found'],
      handle: async ({ caller, params, by }) => {
        await use.removeUserTotp.run(signedIn(caller), params.id, by);
        return { status: 204 };
      },
    }),
  ];
}
