import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import { noSecondFactor } from './account-errors.js';
import { endSessions } from './end-sessions.js';
import type { SessionSelection } from './session-repository.js';
import type { User } from './user.js';

/** The account without its second factor. Every access token ends, so that none keeps its level. */
export const withoutFactor = (current: User): User => {
  if (!current.secondFactor) noSecondFactor();
  return { ...current, secondFactor: false, tokenVersion: current.tokenVersion + 1 };
};

/**
 * Removes the authenticator app and the recovery codes of an account that was changed with `withoutFactor`, ends its
 * sessions, and notifies the user by email.
 * @param except the session of the owner, which does not end; undefined: an admin removes it
 */
export const removeSecondFactor = async (
  repositories: Repositories,
  { id: userId, email: to }: Pick<User, 'id' | 'email'>,
  by: Initiator,
  now: Date,
  except?: string,
): Promise<void> => {
  const { totpFactors, recoveryCodes, emailJobs, audit } = repositories;
  await totpFactors.remove(userId);
  await recoveryCodes.replace(userId, []);
  const [subject, details] = [{ kind: 'user', id: userId }, { kind: 'totp' }];
  await audit.record({ action: 'user.second-factor-removed', subject, details }, by);
  const sessions: SessionSelection = except === undefined ? { userId } : { userId, except };
  await endSessions(repositories, sessions, 'second-factor-removed', by, now);
  const kind = except === undefined ? 'second-factor-removed-by-admin' : 'second-factor-removed';
  await emailJobs.add({ kind, userId, to, by });
};
