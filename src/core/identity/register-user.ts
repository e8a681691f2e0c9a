import type { Repositories } from '../repositories.js';
import { type Initiator, systemInitiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { PasswordHasher, UserReader } from './identity-ports.js';
import { type PasswordPolicy, requireStrongPassword } from './password-policy.js';
import type { Role } from './permissions.js';
import type { Account, User } from './user.js';

export interface Registration {
  readonly email: string;
  readonly visibleName: string;
  readonly password: string;
}

export class RegisterUser {
  constructor(
    private readonly users: UserReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly hasher: PasswordHasher,
    private readonly settings: { readonly registration: 'open' | 'closed'; readonly policy: PasswordPolicy },
  ) {}

  /** A person signs up: an active account with the least role. A letter asks whether the address is theirs. */
  async register(registration: Registration, by: Initiator): Promise<User> {
    if (this.settings.registration === 'closed') {
      throw new DomainError('registration-closed', 'An administrator makes the accounts of this service.');
    }
    return this.#add(registration, 'user', by, ({ id: userId, email }, { mails }) =>
      mails.add({ kind: 'verification', userId, to: email, by }),
    );
  }

  /** For whoever runs the service: an account with the most role, whether people may sign up or not. */
  registerAdmin(registration: Registration): Promise<User> {
    return this.#add(registration, 'admin', systemInitiator);
  }

  /** The same, when there is no account at all; undefined: there is one, perhaps made by another instance just now. */
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
    also: (user: User, repositories: Repositories) => Promise<void> = async () => {},
  ): Promise<User> {
    await requireStrongPassword(this.settings.policy, password, '/password', { email, visibleName });
    const account: Account = {
      email,
      visibleName,
      role,
      active: true,
      emailVerified: false,
      passwordHash: await this.hasher.hash(password),
      tokenVersion: 1,
    };
    return this.unitOfWork.run(async (repositories) => {
      const user = await repositories.users.add(account);
      const subject = { kind: 'user', id: user.id };
      await repositories.audit.record({ action: 'user.created', subject, details: { role } }, by);
      await also(user, repositories);
      return user;
    });
  }
}
