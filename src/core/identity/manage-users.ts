import { DomainError } from '../shared/errors.js';
import type { Page, PageRequest } from '../shared/page.js';
import { type ExpectedVersions, requireVersion } from '../shared/stored.js';
import type { UnitOfWork, UserRepository } from './identity-ports.js';
import type { Role } from './permissions.js';
import type { Account, User } from './user.js';

/** What an admin changes about an account. */
export interface UserPatch {
  readonly role?: Role;
  readonly active?: boolean;
  readonly visibleName?: string;
}

/** What admins do with accounts. There is always one active admin left to do it. */
export class ManageUsers {
  constructor(
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  list(page: PageRequest): Promise<Page<User>> {
    return this.users.list(page);
  }

  async get(id: number): Promise<User> {
    return (await this.users.find(id)) ?? noSuchUser(id);
  }

  change(id: number, patch: UserPatch, expected: ExpectedVersions): Promise<User> {
    return this.unitOfWork.run(async ({ users }) => {
      const admins = await users.lockActiveAdmins();
      const changed = await users.change(id, (current) => {
        requireVersion(current, expected);
        const next = { ...current, ...patch };
        if (!isActiveAdmin(next)) requireAnotherAdmin(admins, id);
        // A ban outlives itself: tokens from before it stay refused once the account is active again.
        return next.active === current.active ? next : { ...next, tokenVersion: current.tokenVersion + 1 };
      });
      return changed ?? noSuchUser(id);
    });
  }

  remove(id: number, expected: ExpectedVersions): Promise<void> {
    return this.unitOfWork.run(async ({ users }) => {
      const admins = await users.lockActiveAdmins();
      const removed = await users.remove(id, (current) => {
        requireVersion(current, expected);
        requireAnotherAdmin(admins, id);
      });
      if (!removed) noSuchUser(id);
    });
  }
}

const isActiveAdmin = ({ role, active }: Account) => role === 'admin' && active;

const requireAnotherAdmin = (admins: readonly number[], id: number) => {
  if (admins.length === 1 && admins[0] === id) {
    throw new DomainError('last-admin', 'The last active admin cannot be removed, deactivated or demoted.');
  }
};

const noSuchUser = (id: number): never => {
  throw new DomainError('not-found', `There is no user ${id}.`);
};
