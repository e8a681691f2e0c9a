import type { Repositories } from '../repositories.js';
import { systemInitiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { PasswordHasher } from './password-hasher.js';
import { type Account, type User, withoutSecondFactor } from './user.js';
import type { UserReader } from './user-reader.js';

/** An account of another service, with the hash of its password. */
export type ImportedAccount = Pick<Account, 'email' | 'visibleName' | 'role' | 'active' | 'passwordHash'>;

/** Creates the accounts of another service. Their owners log in with the passwords that they had there. */
export class ImportAccounts {
  constructor(
    private readonly users: Pick<UserReader, 'findByEmail'>,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly hasher: Pick<PasswordHasher, 'canVerify'>,
  ) {}

  /**
   * Creates an account, and sends no email. An account that already has the email stays as it is, whatever its password.
   * @throws DomainError `visible-name-taken`; `validation-failed` if no password could match the hash
   */
  async run(imported: ImportedAccount): Promise<{ readonly user: User; readonly isNew: boolean }> {
    const { email, visibleName, role, active, passwordHash } = imported;
    if (!this.hasher.canVerify(passwordHash)) {
      const message = 'the hash of the password is neither bcrypt nor argon2, or takes too long to verify';
      throw new DomainError('validation-failed', message, [
        { pointer: '/passwordHash', message, code: 'unsupported-hash' },
      ]);
    }
    const account = {
      email,
      visibleName,
      role,
      active,
      passwordHash,
      emailVerified: false,
      pendingEmail: null,
      ...withoutSecondFactor,
      tokenVersion: 1,
    };
    try {
      return { user: await this.#add(account), isNew: true };
    } catch (error) {
      const isStored = error instanceof DomainError && error.code === 'email-taken';
      const user = isStored ? await this.users.findByEmail(email) : undefined;
      if (user === undefined) throw error;
      return { user, isNew: false };
    }
  }

  #add(account: Account): Promise<User> {
    return this.unitOfWork.run(async ({ users, audit }) => {
      const user = await users.add(account);
      const subject = { kind: 'user', id: user.id };
      const details = { role: user.role, imported: true };
      await audit.record({ action: 'user.created', subject, details }, systemInitiator);
      return user;
    });
  }
}
