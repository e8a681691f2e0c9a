import type { Repositories } from '../repositories.js';
import { type Initiator, systemInitiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { PasswordHasher } from './password-hasher.js';
import { type PasswordPolicy, requireStrongPassword } from './password-policy.js';
import type { Role } from './permissions.js';
import { type Account, type User, withoutSecondFactor } from './user.js';
import type { UserReader } from './user-reader.js';

export interface Registration {
  readonly email: string;
  readonly visibleName: string;
  readonly password: string;
}

/** Creates accounts with a password. Methods throw DomainError `email-taken`, `visible-name-taken` and `weak-password`. */
export class RegisterUser {
  constructor(
    private readonly users: UserReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly hasher: PasswordHasher,
    private readonly settings: { readonly registration: 'open' | 'closed'; readonly policy: PasswordPolicy },
  ) {}

  /**
   * Registers an active account with the role `user`, and emails a link to verify the address.
   * @throws DomainError `registration-closed`
   */
  async register(registration: Registration, by: Initiator): Promise<User> {
    if (this.settings.registration === 'closed') {
      throw new DomainError('registration-closed', 'Sign-up is closed; ask an administrator for an account.');
    }
    return this.#add(registration, 'user', by, ({ id: userId, email }, { emailJobs }) =>
      emailJobs.add({ kind: 'verification', userId, to: email, by }),
    );
  }

  /** For the operator: creates an admin account, even if registration is closed. */
  registerAdmin(registration: Registration): Promise<User> {
    return this.#add(registration, 'admin', systemInitiator);
  }

  /** Creates an admin account if there are no accounts. Undefined: there is one, possibly created by another instance. */
  async registerFirstAdmin(registration: Registration): Promise<User | undefined> {
    if (!(await this.users.isEmpty())) return undefined;
    try {
      return await this.registerAdmin(registration);
    } catch (error) {
      if (error instanceof DomainError && ['email-taken', 'visible-name-taken'].includes(error.code))
        return undefined;
      throw error;
    }
  }

  async #add(
    { email, visibleName, password }: Registration,
    role: Role,
    by: Initiator,
    afterAdd: (user: User, repositories: Repositories) => Promise<void> = async () => {},
  ): Promise<User> {
    await requireStrongPassword(this.settings.policy, password, '/password', { email, visibleName });
    const account: Account = {
      email,
      visibleName,
      role,
      active: true,
      emailVerified: false,
      pendingEmail: null,
      passwordHash: await this.hasher.hash(password),
      ...withoutSecondFactor,
      tokenVersion: 1,
    };
    return this.unitOfWork.run(async (repositories) => {
      const user = await repositories.users.add(account);
      const subject = { kind: 'user', id: user.id };
      await repositories.audit.record({ action: 'user.created', subject, details: { role } }, by);
      await afterAdd(user, repositories);
      return user;
    });
  }
}
