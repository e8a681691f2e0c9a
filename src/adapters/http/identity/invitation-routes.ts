import Joi from 'joi';
import type { Invitation, InviteUser } from '../../../core/identity/invite-user.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { etagHeader, idParams, itemReply, named } from '../schemas.js';
import { newEmail } from '../text-schemas.js';
import { unlessSent } from './recovery-routes.js';
import { role, userItem, visibleName } from './user-schema.js';

const invitation = Joi.object<Invitation, true>({
  email: newEmail().required(),
  visibleName: visibleName().required(),
  role: role().description('Without one: user.'),
}).example({ email: 'ada@example.com', visibleName: 'Ada', role: 'moderator' });

const managing = { method: 'post', tag: 'users', permission: 'users:manage' } as const;

/** Accounts that admins make or recover, without ever knowing a password. */
export const invitationRoutes = (inviteUser: InviteUser): AnyRoute[] => [
  route<object, object, Invitation>({
    ...managing,
    path: `${apiBase}/users`,
    summary: 'Invite somebody',
    description:
      'Makes the account, and mails its owner a link to choose a password by: for seven days. Later, or lost, ' +
      'POST /users/{id}/password-reset mails another. Works with registration closed, too.',
    input: { body: named('Invitation', invitation) },
    output: {
      201: { description: 'The new account.', body: userItem, headers: [...etagHeader, 'Location'] },
    },
    errors: ['email-taken', 'mail-not-configured', 'visible-name-taken'],
    handle: async ({ body, by }) => {
      const user = await inviteUser.invite(body, by);
      return itemReply(201, user, { Location: `${apiBase}/users/${user.id}` });
    },
  }),
  route<{ id: number }>({
    ...managing,
    path: `${apiBase}/users/{id}/password-reset`,
    summary: 'Make an account choose a new password',
    description:
      'Takes the password away, ends every session and every link, and mails a link to choose another one by, for half ' +
      `an hour, ${unlessSent}. Nothing is mailed to an inactive account: once it is active, its owner asks for an email. ` +
      'The last active admin keeps their password.',
    input: { params: idParams },
    output: { 202: { description: 'Done. If the account is active, an email is on its way or was sent.' } },
    errors: ['last-admin', 'mail-not-configured', 'not-found'],
    handle: async ({ params, by }) => {
      await inviteUser.forceReset(params.id, by);
      return { status: 202 };
    },
  }),
];
