import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { AccessClaims } from './access-claims.js';
import type { AccessTokens, FeedStatus, SessionReader } from './identity-ports.js';
import type { Role } from './permissions.js';
import { assessToken, type Revocations, type Verdict } from './revocations.js';

/** Who sent a request, as proven by an access token. */
export interface Caller {
  readonly userId: number;
  readonly sessionId: string;
  /** The role the account has now, whatever the token said when it was issued. */
  readonly role: Role;
}

/**
 * By what this instance knows, without a question to the database; when it cannot know, by the database; when that
 * cannot be asked either, not at all.
 */
export class Authenticate {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly revocations: Pick<Revocations, 'judge'>,
    private readonly feedStatus: FeedStatus,
    private readonly sessions: Pick<SessionReader, 'accountFacts'>,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `token-invalid`, `token-expired`, `session-ended`; `unavailable` when nobody knows */
  async run(token: string): Promise<Caller> {
    const claims = this.tokens.verify(token);
    const known = this.feedStatus.isLagging() ? 'unknown' : this.revocations.judge(claims);
    const verdict = known === 'unknown' ? await this.#ask(claims) : known;
    if (typeof verdict === 'string') {
      throw new DomainError('session-ended', 'This session has ended: log in again.');
    }
    return { userId: claims.userId, sessionId: claims.sessionId, role: verdict.role };
  }

  async #ask({ sessionId, userId, tokenVersion }: AccessClaims): Promise<Verdict> {
    const facts = await this.sessions.accountFacts(sessionId, this.clock.now());
    return facts?.userId === userId ? assessToken(facts, tokenVersion) : 'ended';
  }
}
