import type { Repositories } from '../repositories.js';
import { systemInitiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { endSessions } from './end-sessions.js';
import type { PasswordHasher } from './password-hasher.js';
import { type PasswordPolicy, requireStrongPassword } from './password-policy.js';
import type { User } from './user.js';
import type { UserReader } from './user-reader.js';

/** The operator sets a password, for accounts that cannot be recovered by email. */
export class SetPassword {
  constructor(
    private readonly users: Pick<UserReader, 'findByEmail'>,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly clock: Clock,
  ) {}

  /**
   * Sets the password, and ends every session, access token and link of the account.
   * @throws DomainError `not-found`, `weak-password`
   */
  async run(email: string, password: string): Promise<User> {
    const owner = (await this.users.findByEmail(email)) ?? noSuchAccount(email);
    await requireStrongPassword(this.policy, password, '/password', owner);
    const passwordHash = await this.hasher.hash(password);
    return this.unitOfWork.run(async (repositories) => {
      const { users, oneTimeTokens, audit, emailJobs } = repositories;
      const user = await users.change(owner.id, (current) => {
        return { ...current, passwordHash, tokenVersion: current.tokenVersion + 1, pendingEmail: null };
      });
      if (user === undefined) return noSuchAccount(email);
      await oneTimeTokens.endAll(user.id);
      const subject = { kind: 'user', id: user.id };
      await audit.record(
        { action: 'user.password-reset', subject, details: { by: 'operator' } },
        systemInitiator,
      );
      await endSessions(
        repositories,
        { userId: user.id },
        'password-reset',
        systemInitiator,
        this.clock.now(),
      );
      await emailJobs.add({ kind: 'password-changed', userId: user.id, to: user.email, by: systemInitiator });
      return user;
    });
  }
}

const noSuchAccount = (email: string): never => {
  throw new DomainError('not-found', `There is no account with the email ${email}.`);
};
