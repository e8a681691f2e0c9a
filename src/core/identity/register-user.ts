import { DomainError } from '../shared/errors.js';
import type { PasswordHasher, UserRepository } from './identity-ports.js';
import { type PasswordPolicy, requireStrongPassword } from './password-policy.js';
import type { Role } from './permissions.js';
import type { User } from './user.js';

export interface Registration {
  readonly email: string;
  readonly visibleName: string;
  readonly password: string;
}

export class RegisterUser {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly settings: { readonly registration: 'open' | 'closed'; readonly policy: PasswordPolicy },
  ) {}

  /** A person signs up: an active account with the least role. */
  async register(registration: Registration): Promise<User> {
    if (this.settings.registration === 'closed') {
      throw new DomainError('registration-closed', 'An administrator makes the accounts of this service.');
    }
    return this.#add(registration, 'user');
  }

  /** For whoever runs the service: an account with the most role, whether people may sign up or not. */
  registerAdmin(registration: Registration): Promise<User> {
    return this.#add(registration, 'admin');
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

  async #add({ email, visibleName, password }: Registration, role: Role): Promise<User> {
    requireStrongPassword(this.settings.policy, password, '/password');
    return this.users.add({
      email,
      visibleName,
      role,
      active: true,
      emailVerified: false,
      passwordHash: await this.hasher.hash(password),
      tokenVersion: 1,
    });
  }
}
