import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import { addToCount, type Limit } from '../shared/limits.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { AccessTokens } from './access-tokens.js';
import { assessRefreshToken } from './refresh-rotation.js';
import type { RefreshTokens } from './refresh-tokens.js';
import { isSessionExpired, type SessionLifetime, sessionExpiry } from './session.js';
import type { LockedSession } from './session-repository.js';
import { issueTokens, type SignedIn } from './sign-in.js';

type Rejection = 'token-invalid' | 'session-ended' | 'refresh-superseded';

const messages: Readonly<Record<Rejection, string>> = {
  'token-invalid': 'This refresh token was not issued by this service.',
  'session-ended': 'This session has ended: log in again.',
  'refresh-superseded': 'A newer refresh token of this session has been used: continue with that one.',
};

/** Attempts to store a detected theft when the database fails. */
const maxAttempts = 3;

/**
 * Rotates refresh tokens. Tolerates lost responses and concurrent requests of several tabs: `assessRefreshToken` decides
 * what each presented token means.
 */
export class RefreshSession {
  constructor(
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly clock: Clock,
    private readonly lifetime: SessionLifetime,
    private readonly limit: Limit,
  ) {}

  /**
   * @throws DomainError `token-invalid` (unknown), `session-ended` (ended before, or by the theft detected now),
   * `refresh-superseded` (a late duplicate); TooManyRequests, which changes nothing: the token stays valid
   */
  async run(presented: string, by: Initiator): Promise<SignedIn> {
    const outcome = await this.#refresh(presented, by, maxAttempts);
    if (typeof outcome === 'string') throw new DomainError(outcome, messages[outcome]);
    return outcome;
  }

  /** Retries a detected theft after a lost connection: the thief would not send the request again. */
  async #refresh(
    presented: string,
    by: Initiator,
    attempt: number,
    wasTheft = false,
  ): Promise<SignedIn | Rejection> {
    let isTheft = wasTheft;
    try {
      return await this.unitOfWork.run(async (repositories) => {
        const { refreshTokens } = this;
        const locked = await repositories.sessions.lockByToken(
          refreshTokens.hash(presented),
          refreshTokens.family(presented),
        );
        if (locked === undefined) return 'token-invalid';
        const now = this.clock.now();
        if (locked.ended || !locked.user.active || isSessionExpired(locked.session, this.lifetime, now))
          return 'session-ended';
        const meaning = assessRefreshToken(locked.token, locked.head, locked.now);
        if (meaning === 'superseded') return 'refresh-superseded';
        isTheft = meaning === 'theft';
        if (meaning === 'theft') return this.#endForTheft(locked, repositories, by, now);
        // After the theft check: the limit must not prevent the detection.
        const refreshes = addToCount(this.limit, locked.refreshes, locked.now);
        const refreshToken = await this.#successor(presented, locked, meaning, repositories);
        const expiresAt = sessionExpiry(this.lifetime, new Date(locked.session.createdAt), now);
        await repositories.sessions.touch(locked.session.id, now, expiresAt, refreshes);
        const session = { ...locked.session, expiresAt: expiresAt.toISOString() };
        return issueTokens(this.accessTokens, locked.user, session, refreshToken, now);
      });
    } catch (error) {
      if (!isTheft || attempt === 1) throw error;
      return this.#refresh(presented, by, attempt - 1, isTheft);
    }
  }

  async #successor(
    presented: string,
    { session, head, token }: LockedSession,
    meaning: 'advance' | 'repeat' | 'branch',
    { sessions }: Repositories,
  ) {
    if (meaning === 'repeat' && token.salt !== null) return this.refreshTokens.child(presented, token.salt);
    const salt = this.refreshTokens.salt();
    const child = this.refreshTokens.child(presented, salt);
    await sessions.rotate({
      sessionId: session.id,
      hash: token.hash,
      salt,
      childHash: this.refreshTokens.hash(child),
      ...(meaning === 'advance' && { supersedes: head }),
    });
    return child;
  }

  async #endForTheft(
    { session: { id, userId } }: LockedSession,
    { sessions, audit }: Repositories,
    by: Initiator,
    now: Date,
  ): Promise<Rejection> {
    await sessions.end({ userId, id }, now);
    const subject = { kind: 'user', id: userId };
    await audit.record({ action: 'session.theft', subject, details: { sessionId: id } }, by);
    return 'session-ended';
  }
}
