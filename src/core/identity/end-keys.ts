import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { KeyOwner } from './api-key.js';
import { subjectOf } from './manage-keys.js';

/** Why all keys of an owner were removed. */
export type KeyEndReason = 'deactivated' | 'owner-removed';

/** Removes all keys of an owner and records each in the audit trail. */
export const endKeys = async (
  { apiKeys, audit }: Pick<Repositories, 'apiKeys' | 'audit'>,
  owner: KeyOwner,
  reason: KeyEndReason,
  by: Initiator,
): Promise<void> => {
  const subject = subjectOf(owner);
  for (const keyId of await apiKeys.removeAllOf(owner))
    await audit.record({ action: 'key.removed', subject, details: { keyId, reason } }, by);
};
