import Joi from 'joi';
import type { ChangePassword, PasswordChange } from '../../../core/identity/change-password.js';
import type { OwnAccount } from '../../../core/identity/own-account.js';
import type { PersonalData } from '../../../core/identity/personal-data.js';
import type { RemoveOwnAccount } from '../../../core/identity/remove-own-account.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';
import { noCookies } from '../token-cookies.js';
import { OpenExports } from './open-exports.js';
import { ownData, ownDataJson } from './own-data.js';
import { newPassword, password, signedIn } from './user-schema.js';

export interface OwnDataServices {
  readonly ownAccount: OwnAccount;
  readonly personalData: PersonalData;
  readonly changePassword: ChangePassword;
  readonly removeOwnAccount: RemoveOwnAccount;
}

interface Removal {
  readonly currentPassword?: string;
}

const passwordChange = Joi.object<PasswordChange, true>({
  currentPassword: password().required(),
  newPassword: newPassword().required(),
}).example({ currentPassword: 'seven quiet violins', newPassword: 'eight louder trumpets' });

const removal = Joi.object<Removal, true>({ currentPassword: password() }).example({
  currentPassword: 'seven quiet violins',
});

/** Maximum number of exports that one instance sends concurrently. */
const maxExports = 20;

const me = `${apiBase}/users/me`;
const own = { tag: 'users', permission: 'account:own' } as const;
const guarded = ['invalid-credentials', 'too-many-requests'] as const;

/** Routes that require the caller's password or recent authentication, and the export of the caller's data. */
export function ownDataRoutes(use: OwnDataServices): AnyRoute[] {
  const exports = new OpenExports(maxExports);
  return [
    route<object, object, PasswordChange>({
      ...own,
      method: 'put',
      path: `${me}/password`,
      limit: 'password',
      operationId: 'changePassword',
      summary: 'Change your password',
      description:
        'Ends your other sessions and every link mailed to you; this session continues. You are notified by email. A wrong ' +
        'current password counts as a failed login.',
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
      operationId: 'removeOwnAccount',
      summary: 'Remove your account',
      description:
        'Removes the account and its sessions at once. The audit trail keeps its id. Requires currentPassword, or that ' +
        'you have proven who you are within five minutes (POST /api/v1/auth/confirm).',
      input: { body: named('AccountRemoval', removal), bodyOptional: true },
      output: { 204: { description: 'Removed.', headers: ['Set-Cookie'] } },
      errors: [...guarded, 'recent-authentication-required', 'last-admin'],
      handle: async ({ caller, body, by, cookies }) => {
        await use.removeOwnAccount.run(signedIn(caller), body.currentPassword, by);
        return { status: 204, cookies: cookies.inUse ? noCookies : undefined };
      },
    }),
    route({
      ...own,
      method: 'get',
      path: `${me}/export`,
      operationId: 'exportOwnData',
      summary: 'Export your data',
      description:
        'Everything stored about you, except hashes, the times of earlier token refreshes (sessions contain the last ' +
        'one), queued emails to others that you caused, and the client addresses of administrators. The export is sent ' +
        'page by page, so changes that are made meanwhile may be missing. If it fails midway, or the account is ' +
        'removed, the connection is reset. An account can run one export at a time.',
      input: {},
      output: {
        200: { description: 'Your data.', media: { 'application/json': ownData } },
      },
      errors: ['too-many-exports'],
      handle: async ({ caller }) => {
        const { userId } = signedIn(caller);
        return {
          status: 200,
          stream: {
            contentType: 'application/json; charset=utf-8',
            open: async (signal) => {
              exports.enter(userId, signal);
              return ownDataJson(() => use.ownAccount.read(userId), use.personalData);
            },
          },
        };
      },
    }),
  ];
}
