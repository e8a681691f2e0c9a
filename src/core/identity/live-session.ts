import type { Repositories } from '../repositories.js';
import { sessionEnded } from './account-errors.js';
import type { Caller } from './authenticate.js';

/**
 * Requires that the session of the caller has not ended, and that its account is active. Access tokens are checked in
 * memory, where revocations arrive up to a second late: a change of credentials must not be possible in that second. Runs
 * inside the unit of work that makes the change, after it has locked the user where it does.
 * @throws DomainError `session-ended`
 */
export const requireLiveSession = async (
  { sessions }: Pick<Repositories, 'sessions'>,
  { userId, sessionId }: Pick<Caller, 'userId' | 'sessionId'>,
  now: Date,
): Promise<void> => {
  const facts = await sessions.accountFacts(sessionId, now);
  if (facts?.userId !== userId || !facts.active) sessionEnded();
};
