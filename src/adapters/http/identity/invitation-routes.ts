import Joi from 'joi';
import type { Invitation, InviteUser } from '../../../core/identity/invite-user.js';
import { apiBase } from '../api-base.js';
import { etagHeader, itemReply } from '../conditional-requests.js';
import { type AnyRoute, route } from '../route.js';
import { idParams, named } from '../schemas.js';
import { newEmail } from '../text-schemas.js';
import { unlessSent } from './recovery-routes.js';
import { role, userItem, visibleName } from './user-schema.js';

const invitation = Joi.object<Invitation, true>({
  email: newEmail().required(),
  visibleName: visibleName().required(),
  role: role().description('user if left out.'),
}).example({ email: 'ada@example.com', visibleName: 'Ada', role: 'moderator' });

const managing = { method: 'post', tag: 'users', permission: 'users:manage' } as const;

/** Routes for admins to invite users and to force a password reset. Admins never learn a password. */
export function invitationRoutes(inviteUser: InviteUser): AnyRoute[] {
  return [
    route<object, object, Invitation>({
      ...managing,
      path: `${apiBase}/users`,
      operationId: 'inviteUser',
      summary: 'Invite a user',
      description:
        'Creates the account, and mails its owner a link to choose a password. The link is valid for seven days; ' +
        'POST /users/{id}/password-reset mails another. Works with closed registration, too.',
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
      operationId: 'resetUserPassword',
      summary: 'Force a password reset',
      description:
        'Removes the password, ends every session and every link, and mails a link to choose a new password. The link is ' +
        `valid for half an hour. ${unlessSent} An inactive account gets no email: once it is active, its owner can request ` +
        'one. The password of the last active admin cannot be reset.',
      input: { params: idParams },
      output: {
        202: {
          description: 'Done. If the account is active, an email was queued, unless one was sent recently.',
        },
      },
      errors: ['last-admin', 'mail-not-configured', 'not-found'],
      handle: async ({ params, by }) => {
        await inviteUser.forceReset(params.id, by);
        return { status: 202 };
      },
    }),
  ];
}
