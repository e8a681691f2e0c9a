import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import { endSessions } from './end-sessions.js';
import type {
  AccessTokens,
  PasswordHasher,
  RefreshTokens,
  Repositories,
  UnitOfWork,
  UserRepository,
} from './identity-ports.js';
import { expiry, type Session, type SessionLife } from './session.js';
import { type SignedIn, signedIn } from './sign-in.js';
import type { User } from './user.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** From where somebody signs in. */
export interface Device {
  readonly by: Initiator;
  readonly userAgent: string | null;
  /** The refresh token that the device has; its session ends with this sign-in. */
  readonly replaces?: string | undefined;
}

export class LogIn {
  constructor(
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly hasher: PasswordHasher,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly clock: Clock,
    private readonly settings: { readonly life: SessionLife; readonly newSessionId: () => string },
  ) {}

  /**
   * Unknown email, wrong password and inactive account are one answer that takes one time, so that nobody
   * learns who has an account.
   */
  async run({ email, password }: Credentials, device: Device): Promise<SignedIn> {
    const found = await this.users.findByEmail(email);
    const verified = await this.hasher.verify(found?.passwordHash, password);
    const result = await this.unitOfWork.run(async (repositories) => {
      // Since it was verified, the account may have been banned or removed, or its password changed.
      // Asked for where there is none, too: a statement less would tell.
      const user = await repositories.users.hold(found?.id ?? nobody);
      const holds = verified && user?.active === true && user.passwordHash === found?.passwordHash;
      if (holds) return this.#start(user, device, repositories);
      await repositories.audit.record(
        {
          action: 'session.refused',
          subject: user && { kind: 'user', id: user.id },
          details: { reason: refusal(user, verified) },
        },
        device.by,
      );
      return undefined;
    });
    if (result !== undefined) return result;
    throw new DomainError('invalid-credentials', 'Email and password do not belong to an active account.');
  }

  async #start(user: User, { by, userAgent, replaces }: Device, repositories: Repositories) {
    const { sessions, audit } = repositories;
    const now = this.clock.now();
    const asUser = { ...by, actorId: user.id };
    const replaced = replaces && (await sessions.holdByToken(this.refreshTokens.hash(replaces)));
    if (replaced) {
      const { userId, id } = replaced.session;
      await endSessions(repositories, { userId, id }, 'replaced', asUser, now);
    }
    const refreshToken = this.refreshTokens.first();
    const session: Session = {
      id: this.settings.newSessionId(),
      userId: user.id,
      createdAt: now.toISOString(),
      lastUsedAt: now.toISOString(),
      expiresAt: expiry(this.settings.life, now, now).toISOString(),
      ip: by.ip,
      userAgent,
    };
    await sessions.add(session, this.refreshTokens.hash(refreshToken));
    await audit.record(
      {
        action: 'session.started',
        subject: { kind: 'user', id: user.id },
        details: { sessionId: session.id },
      },
      asUser,
    );
    return signedIn(this.accessTokens, user, session, refreshToken, now);
  }
}

/** The id of no account. */
const nobody = 0;

const refusal = (user: User | undefined, verified: boolean) => {
  if (user === undefined) return 'unknown-account';
  return verified && !user.active ? 'inactive-account' : 'wrong-password';
};
