import type { Clock } from '../shared/clock.js';
import type { AccessClaims } from './access-claims.js';
import type { AccessTokens } from './access-tokens.js';
import { sessionEnded } from './account-errors.js';
import { type Authentication, requireRecent } from './authentication.js';
import type { FeedStatus } from './feed-status.js';
import type { Role } from './permissions.js';
import { assessToken, type Revocations, type Verdict } from './revocations.js';
import type { SessionReader } from './session-reader.js';

/** The sender of a request, proven by an access token. */
export interface Caller extends Authentication {
  readonly userId: number;
  readonly sessionId: string;
  /** The current role of the account, which may differ from the role in the token. */
  readonly role: Role;
}

/**
 * Authenticates access tokens by the revocations in memory, without a query. While they may be incomplete, queries the
 * database; if that is down too, rejects the token.
 */
export class Authenticate {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly revocations: Pick<Revocations, 'assess'>,
    private readonly feedStatus: FeedStatus,
    private readonly sessions: Pick<SessionReader, 'accountFacts'>,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `token-invalid`, `token-expired`, `session-ended`; `unavailable` if revocations are incomplete and
   *   the database is down
   */
  async run(token: string): Promise<Caller> {
    const claims = this.tokens.verify(token);
    const known = this.feedStatus.isLagging() ? 'unknown' : this.revocations.assess(claims);
    const verdict = known === 'unknown' ? await this.#queryDatabase(claims) : known;
    if (typeof verdict === 'string') return sessionEnded();
    const { userId, sessionId, authTime, amr } = claims;
    return { userId, sessionId, role: verdict.role, authTime, amr };
  }

  /**
   * Requires that the caller proved who they are within the last `maxAge` seconds.
   * @throws DomainError `recent-authentication-required`
   */
  requireRecent(caller: Caller, maxAge: number): void {
    requireRecent(caller, maxAge, this.clock.now());
  }

  async #queryDatabase({ sessionId, userId, tokenVersion }: AccessClaims): Promise<Verdict> {
    const facts = await this.sessions.accountFacts(sessionId, this.clock.now());
    return facts?.userId === userId ? assessToken(facts, tokenVersion) : 'ended';
  }
}
