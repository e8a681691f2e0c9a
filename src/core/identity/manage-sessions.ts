import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { noSuchUser } from './account-errors.js';
import type { Caller } from './authenticate.js';
import { type EndReason, endSessions } from './end-sessions.js';
import type { RefreshTokens } from './refresh-tokens.js';
import type { Session } from './session.js';
import type { SessionReader } from './session-reader.js';

/** Lists and ends sessions, for their owner and for admins. */
export class ManageSessions {
  constructor(
    private readonly sessions: SessionReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly refreshTokens: RefreshTokens,
    private readonly clock: Clock,
  ) {}

  /** The active sessions of a user, last used first. */
  list(userId: number): Promise<readonly Session[]> {
    return this.sessions.list(userId, this.clock.now());
  }

  /** Ends the caller's session. */
  async endCurrent(
    { userId, sessionId }: Pick<Caller, 'userId' | 'sessionId'>,
    by: Initiator,
  ): Promise<void> {
    await this.#end({ userId, id: sessionId }, 'logged-out', by);
  }

  /** Ends the session of a refresh token. Returns false if the token is unknown. */
  endByToken(refreshToken: string, by: Initiator): Promise<boolean> {
    return this.unitOfWork.run(async (repositories) => {
      const locked = await repositories.sessions.lockByToken(
        this.refreshTokens.hash(refreshToken),
        this.refreshTokens.family(refreshToken),
      );
      if (locked === undefined) return false;
      const { userId, id } = locked.session;
      await endSessions(
        repositories,
        { userId, id },
        'logged-out',
        { ...by, actorId: userId },
        this.clock.now(),
      );
      return true;
    });
  }

  /** @throws DomainError `not-found` if the session has ended or belongs to another user */
  async endOwn(userId: number, id: string, by: Initiator): Promise<void> {
    if ((await this.#end({ userId, id }, 'ended-by-owner', by)) === 0) {
      throw new DomainError('not-found', 'You have no active session with this id.');
    }
  }

  /** Ends all sessions of the caller, including the current one. */
  async endAllOwn(userId: number, by: Initiator): Promise<void> {
    await this.#end({ userId }, 'ended-by-owner', by);
  }

  /** For admins: ends all sessions of a user. @throws DomainError `not-found` */
  async endAllOf(userId: number, by: Initiator): Promise<void> {
    await this.unitOfWork.run(async (repositories) => {
      if ((await repositories.users.lock(userId)) === undefined) {
        noSuchUser(userId);
      }
      await endSessions(repositories, { userId }, 'ended-by-admin', by, this.clock.now());
    });
  }

  #end(which: { readonly userId: number; readonly id?: string }, reason: EndReason, by: Initiator) {
    return this.unitOfWork.run((repositories) =>
      endSessions(repositories, which, reason, by, this.clock.now()),
    );
  }
}
