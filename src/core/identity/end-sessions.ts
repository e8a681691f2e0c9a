import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { SessionSelection } from './session-repository.js';

/** Why a session ended before it expired. */
export type EndReason =
  | 'logged-out'
  | 'ended-by-owner'
  | 'ended-by-admin'
  | 'deactivated'
  | 'replaced'
  | 'too-many-sessions'
  | 'password-changed'
  | 'password-reset'
  | 'second-factor-added'
  | 'second-factor-removed';

/** Ends sessions of a user and records each in the audit trail. Returns how many were ended. */
export const endSessions = async (
  { sessions, audit }: Pick<Repositories, 'sessions' | 'audit'>,
  selection: SessionSelection,
  reason: EndReason,
  by: Initiator,
  now: Date,
): Promise<number> => {
  const ended = await sessions.end(selection, now);
  const subject = { kind: 'user', id: selection.userId };
  for (const sessionId of ended) {
    await audit.record({ action: 'session.ended', subject, details: { sessionId, reason } }, by);
  }
  return ended.length;
};
