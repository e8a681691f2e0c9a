import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { accountRemoved } from './account-errors.js';
import { completeEmailChange } from './change-email.js';
import { type Mailer, requireMail } from './mailer.js';
import { oneTimeTokenInvalid } from './one-time-token.js';
import type { OneTimeTokenReader } from './one-time-token-reader.js';
import type { RefreshTokens } from './refresh-tokens.js';
import type { UserReader } from './user-reader.js';

/** Verifies that an email address belongs to its user. Only displayed: no permission depends on it. */
export class VerifyEmail {
  constructor(
    private readonly users: Pick<UserReader, 'find'>,
    private readonly oneTimeTokens: Pick<OneTimeTokenReader, 'find' | 'findUsed'>,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly tokens: Pick<RefreshTokens, 'hash'>,
    private readonly clock: Clock,
    private readonly mailer: Pick<Mailer, 'isConfigured'>,
  ) {}

  /** Emails the link again, to the pending address if there is one, unless the address is verified. @throws DomainError `mail-not-configured`, `session-ended` */
  async request(userId: number, by: Initiator): Promise<void> {
    requireMail(this.mailer);
    await this.unitOfWork.run(async ({ users, emailJobs }) => {
      const user = (await users.lock(userId)) ?? accountRemoved();
      if (user.pendingEmail !== null)
        await emailJobs.add({ kind: 'email-change', userId, to: user.pendingEmail, by });
      else if (!user.emailVerified) await emailJobs.add({ kind: 'verification', userId, to: user.email, by });
    });
  }

  /**
   * Verifies the email that the link was sent to. If that email is pending, it replaces the current one. The same link again changes nothing, and succeeds until it expires if
   * that email is still the current one and verified.
   * @throws DomainError `one-time-token-invalid`, `email-taken`
   */
  async verify(token: string, by: Initiator): Promise<void> {
    const hash = this.tokens.hash(token);
    try {
      await this.#use(hash, by);
    } catch (error) {
      const isInvalid = error instanceof DomainError && error.code === 'one-time-token-invalid';
      if (!isInvalid || !(await this.#hasVerified(hash))) throw error;
    }
  }

  async #use(hash: string, by: Initiator): Promise<void> {
    const found = await this.oneTimeTokens.find(hash, ['verification', 'email-change'], this.clock.now());
    if (found === undefined) throw oneTimeTokenInvalid();
    const { userId, purpose } = found;
    const asUser = { ...by, actorId: userId };
    await this.unitOfWork.run(async (repositories) => {
      if (purpose === 'email-change') return completeEmailChange(repositories, found, asUser);
      const { users, oneTimeTokens, audit } = repositories;
      // Locks the account first, as sending an email does. Another order could deadlock.
      const user = await users.change(userId, (current) => ({ ...current, emailVerified: true }));
      if (user === undefined || !(await oneTimeTokens.use(hash, user.email))) throw oneTimeTokenInvalid();
      const subject = { kind: 'user', id: userId };
      await audit.record({ action: 'user.email-verified', subject }, asUser);
    });
  }

  async #hasVerified(hash: string): Promise<boolean> {
    const used = await this.oneTimeTokens.findUsed(hash, this.clock.now());
    const user = used && (await this.users.find(used.userId));
    return user?.emailVerified === true && user.email === used?.email;
  }
}
