import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { noSuchUser } from './account-errors.js';
import type { EmailLimit } from './email-limit.js';
import { endSessions } from './end-sessions.js';
import { requireAnotherAdmin } from './last-admin.js';
import { type Mailer, requireMail } from './mailer.js';
import { isRecentLink, resetLinkLifetime } from './one-time-token.js';
import type { PasswordHasher } from './password-hasher.js';
import type { Role } from './permissions.js';
import type { RefreshTokens } from './refresh-tokens.js';
import { type User, withoutSecondFactor } from './user.js';
import type { UserReader } from './user-reader.js';

export interface Invitation {
  readonly email: string;
  readonly visibleName: string;
  readonly role?: Role;
}

/** What else changes in the unit of work of a forced reset. */
export interface ResetCompanion {
  account(current: User): User;
  rows(repositories: Repositories, user: User): Promise<void>;
}

const nothingElse: ResetCompanion = { account: (current) => current, rows: async () => {} };

/** Admins invite users, and force them to set another password, both by an emailed link: no admin ever knows a password. */
export class InviteUser {
  constructor(
    private readonly users: Pick<UserReader, 'find'>,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly hasher: PasswordHasher,
    private readonly tokens: Pick<RefreshTokens, 'random'>,
    private readonly clock: Clock,
    private readonly limit: EmailLimit,
    private readonly mailer: Pick<Mailer, 'isConfigured'>,
  ) {}

  /**
   * Creates an account, even if registration is closed, and emails an invitation to its owner.
   * @throws DomainError `mail-not-configured`, `email-taken`, `visible-name-taken`
   */
  async invite({ role = 'user', ...person }: Invitation, by: Initiator): Promise<User> {
    requireMail(this.mailer);
    const passwordHash = await this.#unusableHash();
    const rights = { role, active: true, emailVerified: false, pendingEmail: null, tokenVersion: 1 };
    const account = { ...person, ...rights, passwordHash, ...withoutSecondFactor };
    return this.unitOfWork.run(async ({ users, emailJobs, audit }) => {
      const user = await users.add(account);
      const subject = { kind: 'user', id: user.id };
      await audit.record({ action: 'user.created', subject, details: { role, invited: true } }, by);
      await emailJobs.add({ kind: 'invitation', userId: user.id, to: user.email, by });
      return user;
    });
  }

  /**
   * Makes the password unusable, ends all sessions and links, and emails the owner a link to set another password.
   * Rejected for the last active admin: if that email got lost, no account could be managed.
   * No email is sent if the limit is reached or the owner got a link less than a minute ago. The earlier link to set a
   * password then stays valid, since it is in the same mailbox.
   * @throws DomainError `mail-not-configured`, `not-found`, `last-admin`
   */
  async forceReset(userId: number, by: Initiator, companion = nothingElse): Promise<void> {
    requireMail(this.mailer);
    const { email } = (await this.users.find(userId)) ?? noSuchUser(userId);
    const isAllowed = await this.limit.allows('forced-reset', email);
    let isCounted = false;
    try {
      isCounted = await this.#removePassword(userId, isAllowed, by, companion);
    } finally {
      if (isAllowed && !isCounted) await this.limit.giveBack('forced-reset', email);
    }
  }

  /** Returns whether an email is sent. */
  async #removePassword(
    userId: number,
    isAllowed: boolean,
    by: Initiator,
    companion: ResetCompanion,
  ): Promise<boolean> {
    const passwordHash = await this.#unusableHash();
    return this.unitOfWork.run(async (repositories) => {
      const { users, oneTimeTokens, audit, emailJobs } = repositories;
      const admins = await users.lockActiveAdmins();
      const user = await users.change(userId, (current) => {
        requireAnotherAdmin(admins, userId);
        const next = companion.account(current);
        const tokenVersion = next.tokenVersion + 1;
        return { ...next, passwordHash, shortPassword: false, tokenVersion, pendingEmail: null };
      });
      if (user === undefined) return noSuchUser(userId);
      await companion.rows(repositories, user);
      const expiry = await oneTimeTokens.expiryOf(userId, 'reset');
      const isSent = isAllowed && !isRecentLink(resetLinkLifetime, expiry, this.clock.now());
      await oneTimeTokens.endAll(userId, isSent ? undefined : 'reset');
      const subject = { kind: 'user', id: userId };
      await audit.record({ action: 'user.password-reset-forced', subject }, by);
      await endSessions(repositories, { userId }, 'password-reset', by, this.clock.now());
      if (isSent) await emailJobs.add({ kind: 'forced-reset', userId, to: user.email, by });
      return isSent;
    });
  }

  /** The hash of a random password that is stored nowhere. Verifying against it takes as long as against any other. */
  #unusableHash(): Promise<string> {
    return this.hasher.hash(this.tokens.random());
  }
}
