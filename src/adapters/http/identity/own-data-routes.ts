import Joi from 'joi';
import type { ChangePassword, PasswordChange } from '../../../core/identity/change-password.js';
import type { OwnAccount } from '../../../core/identity/own-account.js';
import type { PersonalData } from '../../../core/identity/personal-data.js';
import type { RemoveOwnAccount } from '../../../core/identity/remove-own-account.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { named, time } from '../schemas.js';
import { noCookies } from '../token-cookies.js';
import { auditEntry, auditInitiator } from './audit-schema.js';
import { sessionFields } from './session-routes.js';
import { password, signedIn, userItem } from './user-schema.js';

export interface OwnDataServices {
  readonly ownAccount: OwnAccount;
  readonly personalData: PersonalData;
  readonly changePassword: ChangePassword;
  readonly removeOwnAccount: RemoveOwnAccount;
}

interface Removal {
  readonly currentPassword: string;
}

const passwordChange = Joi.object<PasswordChange, true>({
  currentPassword: password().required(),
  newPassword: password().required(),
}).example({ currentPassword: 'seven quiet violins', newPassword: 'eight louder trumpets' });

const removal = Joi.object<Removal, true>({ currentPassword: password().required() }).example({
  currentPassword: 'seven quiet violins',
});

const ownData = Joi.object({
  account: userItem.required(),
  sessions: Joi.array()
    .items(Joi.object({ ...sessionFields, endedAt: Joi.string().isoDate().allow(null).required() }))
    .required()
    .description('Where you signed in, as far as it is still kept.'),
  audit: Joi.array()
    .items(auditEntry)
    .required()
    .description('What you did, and what was done to your account.'),
  idempotencyKeys: Joi.array()
    .items(Joi.object({ key: Joi.string().required(), createdAt: time(), answer: Joi.object().required() }))
    .required(),
  letters: Joi.array()
    .items(
      Joi.object({
        kind: Joi.string().required(),
        email: Joi.string().required(),
        dueAt: time(),
        attempts: Joi.number().integer().required(),
        askedBy: Joi.object(auditInitiator).required(),
      }),
    )
    .required()
    .description('Those that are still to be sent, and by whom they were asked for.'),
  links: Joi.array()
    .items(Joi.object({ purpose: Joi.string().required(), expiresAt: time() }))
    .required()
    .description('Those that were mailed to you and are still good.'),
});

const me = `${apiBase}/users/me`;
const own = { tag: 'users', permission: 'account:own' } as const;
const guarded = ['invalid-credentials', 'too-many-requests'] as const;

/** What people do about their own account by their password, and what is kept about them. */
export const ownDataRoutes = (use: OwnDataServices): AnyRoute[] => [
  route<object, object, PasswordChange>({
    ...own,
    method: 'put',
    path: `${me}/password`,
    limit: 'password',
    summary: 'Change your password',
    description:
      'Your other sessions and every link in letters of before end; this session goes on, and a letter tells you. A ' +
      'wrong current password counts like a failed login.',
    input: { body: named('PasswordChange', passwordChange) },
    output: { 204: { description: 'Changed.' } },
    errors: [...guarded, 'weak-password'],
    handle: async ({ caller, body, by }) => {
      await use.changePassword.run(signedIn(caller), body, by);
      return { status: 204 };
    },
  }),
  route<object, object, Removal>({
    ...own,
    method: 'delete',
    path: me,
    summary: 'Remove your account',
    description: 'It is gone at once, with your sessions. The audit trail goes on to know you by your id.',
    input: { body: named('AccountRemoval', removal) },
    output: { 204: { description: 'Removed.', headers: ['Set-Cookie'] } },
    errors: [...guarded, 'last-admin'],
    handle: async ({ caller, body, by, cookies }) => {
      await use.removeOwnAccount.run(signedIn(caller).userId, body.currentPassword, by);
      return { status: 204, cookies: cookies.inUse ? noCookies : undefined };
    },
  }),
  route({
    ...own,
    method: 'get',
    path: `${me}/export`,
    summary: 'Read everything that is kept about you',
    description:
      'But for hashes; for the times at which tokens of a session were refreshed, of which the session has the last; ' +
      'for letters to others that you asked for; and for the addresses from which administrators acted.',
    input: {},
    output: { 200: { description: 'All of it but for that.', body: named('OwnData', ownData) } },
    errors: [],
    handle: async ({ caller }) => {
      const { userId } = signedIn(caller);
      const account = await use.ownAccount.read(userId);
      return { status: 200, body: { account, ...(await use.personalData.of(userId)) } };
    },
  }),
];
