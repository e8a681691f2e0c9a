import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import type { AccessTokens } from './access-tokens.js';
import type { AuthenticationMethod } from './authentication.js';
import { endSessions } from './end-sessions.js';
import type { RefreshTokens } from './refresh-tokens.js';
import { maxSessions, type Session, type SessionLifetime, sessionExpiry } from './session.js';
import { issueTokens, type SignedIn } from './sign-in.js';
import type { User } from './user.js';

/** The device that signs in. */
export interface Device {
  readonly by: Initiator;
  readonly userAgent: string | null;
  /** The refresh token on the device; this login ends its session. */
  readonly replaces?: string | undefined;
}

/** The settings of new sessions. */
export interface SessionSettings {
  readonly lifetime: SessionLifetime;
  /** Returns a new UUID. */
  readonly newSessionId: () => string;
}

/** Starts the session of an authenticated user, as the last step of every login. */
export class StartSession {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly clock: Clock,
    private readonly settings: SessionSettings,
  ) {}

  /**
   * Runs inside the unit of work that has locked the user.
   * @param amr how the user was authenticated
   */
  async run(
    user: User,
    amr: readonly AuthenticationMethod[],
    { by, userAgent, replaces }: Device,
    repositories: Repositories,
  ): Promise<SignedIn> {
    const { sessions, audit } = repositories;
    const now = this.clock.now();
    const asUser = { ...by, actorId: user.id };
    const { refreshTokens } = this;
    const replaced =
      replaces && (await sessions.lockByToken(refreshTokens.hash(replaces), refreshTokens.family(replaces)));
    if (replaced) {
      const { userId, id } = replaced.session;
      await endSessions(repositories, { userId, id }, 'replaced', asUser, now);
    }
    await endSessions(
      repositories,
      { userId: user.id, exceptMostRecent: maxSessions - 1 },
      'too-many-sessions',
      asUser,
      now,
    );
    const refreshToken = refreshTokens.first();
    const session: Session = {
      id: this.settings.newSessionId(),
      userId: user.id,
      createdAt: now.toISOString(),
      lastUsedAt: now.toISOString(),
      expiresAt: sessionExpiry(this.settings.lifetime, now, now).toISOString(),
      ip: by.ip,
      userAgent,
      authenticatedAt: now.toISOString(),
      amr,
    };
    await sessions.add(session, refreshTokens.hash(refreshToken), refreshTokens.family(refreshToken));
    await audit.record(
      {
        action: 'session.started',
        subject: { kind: 'user', id: user.id },
        details: { sessionId: session.id },
      },
      asUser,
    );
    return issueTokens(this.accessTokens, user, session, refreshToken, now);
  }
}
