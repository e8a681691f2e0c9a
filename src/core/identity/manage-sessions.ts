import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { Caller } from './authenticate.js';
import { type EndReason, endSessions } from './end-sessions.js';
import type { RefreshTokens, SessionReader } from './identity-ports.js';
import type { Session } from './session.js';

/** Sessions seen and ended: by their owner, one by one or all, and by an admin. */
export class ManageSessions {
  constructor(
    private readonly sessions: SessionReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly refreshTokens: RefreshTokens,
    private readonly clock: Clock,
  ) {}

  list(userId: number): Promise<readonly Session[]> {
    return this.sessions.list(userId, this.clock.now());
  }

  /** The caller logs out. */
  async endCurrent({ userId, sessionId }: Caller, by: Initiator): Promise<void> {
    await this.#end({ userId, id: sessionId }, 'logged-out', by);
  }

  /** Whoever holds a refresh token logs out. False: it is none of ours. */
  endByToken(refreshToken: string, by: Initiator): Promise<boolean> {
    return this.unitOfWork.run(async (repositories) => {
      const held = await repositories.sessions.holdByToken(
        this.refreshTokens.hash(refreshToken),
        this.refreshTokens.family(refreshToken),
      );
      if (held === undefined) return false;
      const { userId, id } = held.session;
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

  /** @throws DomainError `not-found` for a session that is somebody else's, or has ended */
  async endOwn(userId: number, id: string, by: Initiator): Promise<void> {
    if ((await this.#end({ userId, id }, 'ended-by-owner', by)) === 0) {
      throw new DomainError('not-found', 'You have no such session.');
    }
  }

  async endAllOwn(userId: number, by: Initiator): Promise<void> {
    await this.#end({ userId }, 'ended-by-owner', by);
  }

  /** @throws DomainError `not-found` */
  async endAllOf(userId: number, by: Initiator): Promise<void> {
    await this.unitOfWork.run(async (repositories) => {
      if ((await repositories.users.hold(userId)) === undefined) {
        throw new DomainError('not-found', `There is no user ${userId}.`);
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
