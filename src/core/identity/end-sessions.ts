import type { Initiator } from '../shared/audit.js';
import type { Repositories } from './identity-ports.js';

/** Why a session ended before its time. */
export type EndReason =
  | 'logged-out'
  | 'ended-by-owner'
  | 'ended-by-admin'
  | 'deactivated'
  | 'password-reset'
  | 'replaced';

/** Ends the sessions of a user, or only one of them, and says so in the audit trail. Answers how many it were. */
export const endSessions = async (
  { sessions, audit }: Pick<Repositories, 'sessions' | 'audit'>,
  which: { readonly userId: number; readonly id?: string },
  reason: EndReason,
  by: Initiator,
  now: Date,
): Promise<number> => {
  const ended = await sessions.end(which, now);
  const subject = { kind: 'user', id: which.userId };
  for (const sessionId of ended) {
    await audit.record({ action: 'session.ended', subject, details: { sessionId, reason } }, by);
  }
  return ended.length;
};
