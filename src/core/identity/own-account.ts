import { DomainError } from '../shared/errors.js';
import { type ExpectedVersions, requireVersion } from '../shared/stored.js';
import type { UserRepository } from './identity-ports.js';
import type { User } from './user.js';

/** What people change about their own account. */
export interface OwnAccountPatch {
  readonly visibleName?: string;
}

/** What people do with their own account. It may be gone since they were authenticated. */
export class OwnAccount {
  constructor(private readonly users: UserRepository) {}

  async read(id: number): Promise<User> {
    return (await this.users.find(id)) ?? gone();
  }

  async change(id: number, patch: OwnAccountPatch, expected: ExpectedVersions): Promise<User> {
    const changed = await this.users.change(id, (current) => {
      requireVersion(current, expected);
      return { ...current, ...patch };
    });
    return changed ?? gone();
  }
}

const gone = (): never => {
  throw new DomainError('session-ended', 'This account does not exist any more.');
};
