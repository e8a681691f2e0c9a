import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { AccessClaims } from './access-claims.js';
import type { AccessTokens, Freshness, SessionReader } from './identity-ports.js';
import type { Role } from './permissions.js';
import { type Revocations, type Verdict, verdictBy } from './revocations.js';

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
    private readonly freshness: Freshness,
    private readonly sessions: Pick<SessionReader, 'standing'>,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `token-invalid`, `token-expired`, `session-ended`; `unavailable` when nobody knows */
  async run(token: string): Promise<Caller> {
    const claims = this.tokens.verify(token);
    const known = this.freshness.isBlind() ? 'unknown' : this.revocations.judge(claims);
    const verdict = known === 'unknown' ? await this.#ask(claims) : known;
    if (typeof verdict === 'string') {
      throw new DomainError('session-ended', 'This session has ended: log in again.');
    }
    return { userId: claims.userId, sessionId: claims.sessionId, role: verdict.role };
  }

  async #ask({ sessionId, userId, tokenVersion }: AccessClaims): Promise<Verdict> {
    const standing = await this.sessions.standing(sessionId, this.clock.now());
    return standing?.userId === userId ? verdictBy(standing, tokenVersion) : 'ended';
  }
}
