import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import { counted, type Limit } from '../shared/limits.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { AccessTokens, HeldSession, RefreshTokens } from './identity-ports.js';
import { rotation } from './refresh-rotation.js';
import { expiry, isOver, type SessionLife } from './session.js';
import { type SignedIn, signedIn } from './sign-in.js';

type Refusal = 'token-invalid' | 'session-ended' | 'refresh-superseded';

const messages: Readonly<Record<Refusal, string>> = {
  'token-invalid': 'This is no refresh token of ours.',
  'session-ended': 'This session has ended: log in again.',
  'refresh-superseded': 'A newer refresh token of this session has been used: go on with that one.',
};

/** How often a theft that was found is written down again when the database fails at it. */
const attempts = 3;

/**
 * Rotates refresh tokens, and forgives an honest client: one whose answers get lost or whose tabs ask at once. What
 * each presented token means is told by `rotation`.
 */
export class RefreshSession {
  constructor(
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly clock: Clock,
    private readonly life: SessionLife,
    private readonly limit: Limit,
  ) {}

  /**
   * @throws DomainError `token-invalid` (unknown), `session-ended` (it is over, or this was theft and ended it),
   * `refresh-superseded` (a late duplicate); TooManyRequests, which changes nothing: the token is good later on
   */
  async run(presented: string, by: Initiator): Promise<SignedIn> {
    const outcome = await this.#decided(presented, by, attempts);
    if (typeof outcome === 'string') throw new DomainError(outcome, messages[outcome]);
    return outcome;
  }

  /** A theft must not go unpunished for a connection that broke: it is not the thief who would try again. */
  async #decided(
    presented: string,
    by: Initiator,
    attempt: number,
    wasTheft = false,
  ): Promise<SignedIn | Refusal> {
    let isTheft = wasTheft;
    try {
      return await this.unitOfWork.run(async (repositories) => {
        const { refreshTokens } = this;
        const held = await repositories.sessions.holdByToken(
          refreshTokens.hash(presented),
          refreshTokens.family(presented),
        );
        if (held === undefined) return 'token-invalid';
        const now = this.clock.now();
        if (held.ended || !held.user.active || isOver(held.session, this.life, now)) return 'session-ended';
        const meaning = rotation(held.token, held.head, held.now);
        if (meaning === 'superseded') return 'refresh-superseded';
        isTheft = meaning === 'theft';
        if (meaning === 'theft') return this.#endForTheft(held, repositories, by, now);
        // After the checks for theft: a limit must not keep one from being found.
        const refreshes = counted(this.limit, held.refreshes, held.now);
        const refreshToken = await this.#successor(presented, held, meaning, repositories);
        const expiresAt = expiry(this.life, new Date(held.session.createdAt), now);
        await repositories.sessions.touch(held.session.id, now, expiresAt, refreshes);
        const session = { id: held.session.id, expiresAt: expiresAt.toISOString() };
        return signedIn(this.accessTokens, held.user, session, refreshToken, now);
      });
    } catch (error) {
      if (!isTheft || attempt === 1) throw error;
      return this.#decided(presented, by, attempt - 1, isTheft);
    }
  }

  async #successor(
    presented: string,
    { session, head, token }: HeldSession,
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
    { session: { id, userId } }: HeldSession,
    { sessions, audit }: Repositories,
    by: Initiator,
    now: Date,
  ): Promise<Refusal> {
    await sessions.end({ userId, id }, now);
    const subject = { kind: 'user', id: userId };
    await audit.record({ action: 'session.theft', subject, details: { sessionId: id } }, by);
    return 'session-ended';
  }
}
