import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { EmailLimit } from './email-limit.js';
import { endSessions } from './end-sessions.js';
import type { PasswordHasher, RefreshTokens, UserReader } from './identity-ports.js';
import { type Mailer, requireMail } from './mail-ports.js';
import { requireAnotherAdmin } from './manage-users.js';
import { isFresh, resetLife } from './one-time-token.js';
import type { Role } from './permissions.js';
import type { User } from './user.js';

export interface Invitation {
  readonly email: string;
  readonly visibleName: string;
  readonly role?: Role;
}

/** Accounts whose password only the person who reads their mail can choose: no administrator ever knows one. */
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
   * Makes an account, whether people may sign up or not, and writes to its owner.
   * @throws DomainError `mail-not-configured`, `email-taken`, `visible-name-taken`
   */
  async invite({ role = 'user', ...person }: Invitation, by: Initiator): Promise<User> {
    requireMail(this.mailer);
    const passwordHash = await this.#unusable();
    const account = { ...person, role, passwordHash, active: true, emailVerified: false, tokenVersion: 1 };
    return this.unitOfWork.run(async ({ users, mails, audit }) => {
      const user = await users.add(account);
      const subject = { kind: 'user', id: user.id };
      await audit.record({ action: 'user.created', subject, details: { role, invited: true } }, by);
      await mails.add({ kind: 'invitation', userId: user.id, to: user.email, by });
      return user;
    });
  }

  /**
   * Takes the password away, ends every session and every link, and writes to the owner how to choose another one. The
   * last active admin keeps theirs: an email that gets lost would leave nobody to manage accounts.
   * Where the limit allows no further email, or a link was made less than a minute ago, nothing is sent, and the link
   * by which a password is chosen stays: it is in the same mailbox.
   * @throws DomainError `mail-not-configured`, `not-found`, `last-admin`
   */
  async forceReset(userId: number, by: Initiator): Promise<void> {
    requireMail(this.mailer);
    const { email } = (await this.users.find(userId)) ?? noSuchUser(userId);
    const isAllowed = await this.limit.allows('forced-reset', email);
    let isCounted = false;
    try {
      isCounted = await this.#takePassword(userId, isAllowed, by);
    } finally {
      if (isAllowed && !isCounted) await this.limit.giveBack('forced-reset', email);
    }
  }

  /** Whether an email goes out. */
  async #takePassword(userId: number, isAllowed: boolean, by: Initiator): Promise<boolean> {
    const passwordHash = await this.#unusable();
    return this.unitOfWork.run(async (repositories) => {
      const { users, oneTimeTokens, audit, mails } = repositories;
      const admins = await users.lockActiveAdmins();
      const user = await users.change(userId, (current) => {
        requireAnotherAdmin(admins, userId);
        return { ...current, passwordHash, tokenVersion: current.tokenVersion + 1 };
      });
      if (user === undefined) return noSuchUser(userId);
      const expiry = await oneTimeTokens.expiryOf(userId, 'reset');
      const isSent = isAllowed && !isFresh(resetLife, expiry, this.clock.now());
      await oneTimeTokens.endAll(userId, isSent ? undefined : 'reset');
      const subject = { kind: 'user', id: userId };
      await audit.record({ action: 'user.password-reset-forced', subject }, by);
      await endSessions(repositories, { userId }, 'password-reset', by, this.clock.now());
      if (isSent) await mails.add({ kind: 'forced-reset', userId, to: user.email, by });
      return isSent;
    });
  }

  /** The hash of what nobody knows: it takes as long to compare as any other, and nothing is equal to it. */
  #unusable(): Promise<string> {
    return this.hasher.hash(this.tokens.random());
  }
}

const noSuchUser = (userId: number): never => {
  throw new DomainError('not-found', `There is no user ${userId}.`);
};
