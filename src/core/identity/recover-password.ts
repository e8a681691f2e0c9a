import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { endSessions } from './end-sessions.js';
import { type Mailer, requireMail } from './mailer.js';
import { oneTimeTokenInvalid, passwordPurposes } from './one-time-token.js';
import type { OneTimeTokenReader } from './one-time-token-reader.js';
import type { PasswordHasher } from './password-hasher.js';
import { type PasswordPolicy, requireStrongPassword } from './password-policy.js';
import type { RefreshTokens } from './refresh-tokens.js';
import type { UserReader } from './user-reader.js';

/** The request of a user who followed an emailed link. */
export interface PasswordReset {
  readonly token: string;
  readonly password: string;
}

/** Sets a forgotten or missing password by a link that was emailed to the account. */
export class RecoverPassword {
  constructor(
    private readonly users: Pick<UserReader, 'find'>,
    private readonly oneTimeTokens: Pick<OneTimeTokenReader, 'find'>,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly hasher: PasswordHasher,
    private readonly tokens: Pick<RefreshTokens, 'hash'>,
    private readonly clock: Clock,
    private readonly policy: PasswordPolicy,
    private readonly mailer: Pick<Mailer, 'isConfigured'>,
  ) {}

  /**
   * Requests a link. The account is looked up when the email is sent: here every address is handled the same way, so
   * neither the response nor its time reveals whether the account exists.
   * @throws DomainError `mail-not-configured`, for every address
   */
  async request(email: string, by: Initiator): Promise<void> {
    requireMail(this.mailer);
    await this.unitOfWork.run(({ emailJobs }) =>
      emailJobs.add({ kind: 'reset', userId: null, to: email, by }),
    );
  }

  /**
   * Sets a password with the token of a link, and ends all sessions and other links of the account. The email counts as
   * verified, since the link was sent to it.
   * @throws DomainError `one-time-token-invalid`, `weak-password`
   */
  async reset({ token, password }: PasswordReset, by: Initiator): Promise<void> {
    const hash = this.tokens.hash(token);
    const found = await this.oneTimeTokens.find(hash, passwordPurposes, this.clock.now());
    if (found === undefined) throw oneTimeTokenInvalid();
    const { userId, purpose } = found;
    const owner = await this.users.find(userId);
    if (owner === undefined) throw oneTimeTokenInvalid();
    await requireStrongPassword(this.policy, password, '/password', owner);
    const passwordHash = await this.hasher.hash(password);
    await this.unitOfWork.run(async (repositories) => {
      const { users, oneTimeTokens, audit, emailJobs } = repositories;
      // Locks the account first, as sending an email does. Another order could deadlock.
      const user = await users.change(userId, (current) => {
        if (!current.active) throw oneTimeTokenInvalid();
        const tokenVersion = current.tokenVersion + 1;
        return { ...current, passwordHash, tokenVersion, emailVerified: true, pendingEmail: null };
      });
      // A concurrent request may have used or replaced the token.
      if (user === undefined || !(await oneTimeTokens.take(hash))) throw oneTimeTokenInvalid();
      await oneTimeTokens.endAll(userId);
      const asUser = { ...by, actorId: userId };
      const subject = { kind: 'user', id: userId };
      await audit.record({ action: 'user.password-reset', subject, details: { by: purpose } }, asUser);
      await endSessions(repositories, { userId }, 'password-reset', asUser, this.clock.now());
      if (purpose === 'invitation') return;
      await emailJobs.add({ kind: 'password-changed', userId, to: user.email, by: asUser });
    });
  }
}
