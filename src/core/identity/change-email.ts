import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import { changedFields } from '../shared/changed-fields.js';
import { DomainError } from '../shared/errors.js';
import { type OneTimeToken, oneTimeTokenInvalid } from './one-time-token.js';
import type { Account, User } from './user.js';

/**
 * Returns the account with a new email: pending until its owner follows a link that is mailed to it, or set at once and
 * unverified if the service has no mail server. Setting the current email again cancels a pending change.
 */
export const withEmail = <T extends Account>(account: T, email: string, isVerifiedFirst: boolean): T => {
  if (email === account.email) return { ...account, pendingEmail: null };
  return isVerifiedFirst
    ? { ...account, pendingEmail: email }
    : { ...account, email, emailVerified: false, pendingEmail: null };
};

/**
 * Rejects a pending email that another account has. Several accounts may have the same pending email: it must be unique
 * only when a link is followed.
 * @throws DomainError `email-taken`
 */
export const requireFreeEmail = async (
  { users }: Pick<Repositories, 'users'>,
  { id, pendingEmail }: User,
): Promise<void> => {
  const owner = pendingEmail === null ? undefined : await users.findByEmail(pendingEmail);
  if (owner !== undefined && owner.id !== id) throw emailTaken('/email');
};

/** Ends links that no longer count, and queues the emails about a changed or pending email. */
export const announceEmailChange = async (
  { oneTimeTokens, emailJobs }: Repositories,
  before: User,
  { id: userId, email, pendingEmail }: User,
  by: Initiator,
): Promise<void> => {
  if (email !== before.email) {
    await oneTimeTokens.endAll(userId);
    await emailJobs.removeAllTo(before.email);
    await emailJobs.add({ kind: 'email-changed', userId, to: before.email, by });
    await emailJobs.add({ kind: 'verification', userId, to: email, by });
  } else if (pendingEmail !== before.pendingEmail) {
    // The link was sent to another address than the one that is pending now.
    await oneTimeTokens.end(userId, 'email-change');
    if (pendingEmail !== null) await emailJobs.add({ kind: 'email-change-requested', userId, to: email, by });
  }
  if (pendingEmail !== null) await emailJobs.add({ kind: 'email-change', userId, to: pendingEmail, by });
};

/**
 * Replaces the email by the pending one, whose link was followed. Uses the token, ends other links, and notifies the
 * old address.
 * @throws DomainError `one-time-token-invalid`, `email-taken`
 */
export const completeEmailChange = async (
  { users, oneTimeTokens, emailJobs, audit }: Repositories,
  { userId, hash }: OneTimeToken,
  by: Initiator,
): Promise<void> => {
  let before: User | undefined;
  // Locks the account first, as sending an email does. Another order could deadlock.
  const user = await users
    .change(userId, (current) => {
      if (current.pendingEmail === null) throw oneTimeTokenInvalid();
      before = current;
      return { ...current, email: current.pendingEmail, pendingEmail: null, emailVerified: true };
    })
    .catch((error: unknown) => {
      const isTaken = error instanceof DomainError && error.code === 'email-taken';
      throw isTaken ? emailTaken('/token') : error;
    });
  // A concurrent request may have used the token, or replaced the pending email.
  if (before === undefined || user === undefined || !(await oneTimeTokens.use(hash, user.email)))
    throw oneTimeTokenInvalid();
  await oneTimeTokens.endAll(userId, 'email-change');
  await emailJobs.removeAllTo(before.email);
  await emailJobs.add({ kind: 'email-changed', userId, to: before.email, by });
  const subject = { kind: 'user', id: userId };
  const details = { fields: changedFields(before, user) };
  await audit.record({ action: 'user.changed', subject, details }, by);
};

const emailTaken = (pointer: string) => {
  const message = 'Another account has this email.';
  return new DomainError('email-taken', message, [{ pointer, message, code: 'email-taken' }]);
};
