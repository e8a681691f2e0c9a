import { changedFields, type Initiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import { type ExpectedVersions, requireVersion } from '../shared/stored.js';
import type { UnitOfWork, UserRepository } from './identity-ports.js';
import type { User } from './user.js';

/** What people change about their own account. */
export interface OwnAccountPatch {
  readonly visibleName?: string;
}

/** What people do with their own account. It may be gone since they were authenticated. */
export class OwnAccount {
  constructor(
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async read(id: number): Promise<User> {
    return (await this.users.find(id)) ?? gone();
  }

  change(id: number, patch: OwnAccountPatch, expected: ExpectedVersions, by: Initiator): Promise<User> {
    return this.unitOfWork.run(async ({ users, audit }) => {
      let fields: string[] = [];
      const changed = await users.change(id, (current) => {
        requireVersion(current, expected);
        const next = { ...current, ...patch };
        fields = changedFields(current, next);
        return next;
      });
      if (changed === undefined) return gone();
      const subject = { kind: 'user', id };
      if (fields.length > 0) await audit.record({ action: 'user.changed', subject, details: { fields } }, by);
      return changed;
    });
  }
}

/** They were authenticated, and removed since. */
export const gone = (): never => {
  throw new DomainError('session-ended', 'This account does not exist any more.');
};
