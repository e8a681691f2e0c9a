import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import { type Limit, type Limiter, takeOrThrow } from '../shared/limits.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { AccessTokens } from './access-tokens.js';
import { endSessions } from './end-sessions.js';
import type { CheckedPassword, PasswordCheck } from './password-check.js';
import type { PasswordHasher } from './password-hasher.js';
import type { RefreshTokens } from './refresh-tokens.js';
import { maxSessions, type Session, type SessionLifetime, sessionExpiry } from './session.js';
import { issueTokens, type SignedIn } from './sign-in.js';
import type { User } from './user.js';
import type { UserReader } from './user-reader.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** The device that signs in. */
export interface Device {
  readonly by: Initiator;
  readonly userAgent: string | null;
  /** The refresh token on the device; this login ends its session. */
  readonly replaces?: string | undefined;
}

/** The settings of logins. */
export interface LogInSettings {
  readonly lifetime: SessionLifetime;
  /** Successful logins of one account with one password. Each creates a session and audit entries. */
  readonly successes: Limit;
  /** Returns a new UUID. */
  readonly newSessionId: () => string;
}

/** Attempts to verify a password while concurrent logins rehash it. */
const maxAttempts = 3;

/** Logs in with email and password. Each login creates a session. */
export class LogIn {
  constructor(
    private readonly users: UserReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly passwords: Pick<PasswordCheck, 'verify'>,
    private readonly hasher: PasswordHasher,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly clock: Clock,
    private readonly limiter: Limiter,
    private readonly settings: LogInSettings,
  ) {}

  /**
   * Unknown email, wrong password and inactive account give the same error after the same time, so that the response
   * does not reveal whether an account exists.
   * @throws DomainError `invalid-credentials`; TooManyRequests
   */
  async run({ email, password }: Credentials, device: Device): Promise<SignedIn> {
    const found = await this.users.findByEmail(email);
    const check = await this.passwords.verify({ email, user: found, password, ip: device.by.ip });
    let outcome = await this.#logInCounted(found, check, password, device);
    for (let attempt = 1; outcome === 'other-hash' && attempt < maxAttempts; attempt += 1) {
      const current = await this.users.findByEmail(email);
      const matches = await this.hasher.verify(current?.passwordHash, password);
      outcome = await this.#logInCounted(current, { ...check, matches }, password, device);
    }
    if (typeof outcome === 'string') {
      throw new DomainError('invalid-credentials', 'Wrong email or password, or an inactive account.');
    }
    await check.uncount();
    return outcome;
  }

  /**
   * Counts successful logins per account and password hash: a new password starts a new count, so an attacker who knew
   * the old one cannot use up the owner's.
   */
  async #logInCounted(
    found: User | undefined,
    { matches, uncount }: CheckedPassword,
    password: string,
    device: Device,
  ) {
    if (!matches || !found?.active) return this.#tryLogIn(found, matches, password, device);
    const key = `${found.id} ${found.passwordHash}`;
    const { successes } = this.settings;
    try {
      await takeOrThrow(this.limiter, successes, key);
    } catch (error) {
      await uncount();
      throw error;
    }
    let outcome: SignedIn | 'other-hash' | 'rejected' | undefined;
    try {
      outcome = await this.#tryLogIn(found, matches, password, device);
      return outcome;
    } finally {
      if (typeof outcome !== 'object') await this.limiter.giveBack(successes, key);
    }
  }

  /** `other-hash`: the stored hash changed after it was verified, for a new password or the same one. */
  async #tryLogIn(found: User | undefined, matches: boolean, password: string, device: Device) {
    const isOutdated = found?.active && matches && this.hasher.isOutdated(found.passwordHash);
    const newHash = isOutdated ? await this.hasher.hash(password) : undefined;
    return this.unitOfWork.run(async (repositories) => {
      const { users, audit } = repositories;
      // Before `lock`, whose lock is shared: two logins that both hold it would deadlock when both update the row.
      const isRehashed = found && newHash && (await users.rehash(found.id, found.passwordHash, newHash));
      // After the verification, the account may have been deactivated or removed, or its password changed.
      // Locks id 0 for an unknown email, so that both cases run the same number of queries.
      const user = await users.lock(found?.id ?? 0);
      const isSame = user?.passwordHash === (isRehashed ? newHash : found?.passwordHash);
      if (matches && user?.active && isSame) return this.#start(user, device, repositories);
      if (matches && user?.active) return 'other-hash';
      const reason = rejectionReason(user, matches);
      const subject = user && { kind: 'user', id: user.id };
      await audit.record({ action: 'session.refused', subject, details: { reason } }, device.by);
      return 'rejected';
    });
  }

  async #start(user: User, { by, userAgent, replaces }: Device, repositories: Repositories) {
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
      amr: ['pwd'],
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

/** The reason in the audit trail. */
const rejectionReason = (user: User | undefined, matches: boolean) => {
  if (user === undefined) return 'unknown-account';
  return matches && !user.active ? 'inactive-account' : 'wrong-password';
};
