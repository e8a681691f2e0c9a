import type { Repositories } from '../repositories.js';
import { type AuditEntry, changedFields, type Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { ListQuery, Page } from '../shared/page.js';
import type { SearchResult } from '../shared/search-result.js';
import { type ExpectedVersions, requireVersion } from '../shared/stored.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { endSessions } from './end-sessions.js';
import type { UserReader } from './identity-ports.js';
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
    private readonly users: UserReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly clock: Clock,
  ) {}

  list(page: ListQuery): Promise<Page<User>> {
    return this.users.list(page);
  }

  search(text: string, limit: number): Promise<SearchResult<User>> {
    return this.users.search(text, limit);
  }

  async get(id: number): Promise<User> {
    return (await this.users.find(id)) ?? noSuchUser(id);
  }

  change(id: number, patch: UserPatch, expected: ExpectedVersions, by: Initiator): Promise<User> {
    return this.unitOfWork.run(async (repositories) => {
      const { users, oneTimeTokens, audit } = repositories;
      const admins = await users.lockActiveAdmins();
      let before: User | undefined;
      const changed = await users.change(id, (current) => {
        requireVersion(current, expected);
        before = current;
        const next = { ...current, ...patch };
        if (!isActiveAdmin(next)) requireAnotherAdmin(admins, id);
        // A ban outlives itself: tokens from before it stay refused once the account is active again.
        return next.active === current.active ? next : { ...next, tokenVersion: current.tokenVersion + 1 };
      });
      if (before === undefined || changed === undefined) return noSuchUser(id);
      for (const entry of changes(before, changed)) await audit.record(entry, by);
      if (!changed.active) {
        // Likewise links that were mailed before it.
        await oneTimeTokens.endAll(id);
        await endSessions(repositories, { userId: id }, 'deactivated', by, this.clock.now());
      }
      return changed;
    });
  }

  remove(id: number, expected: ExpectedVersions, by: Initiator): Promise<void> {
    return this.unitOfWork.run(async (repositories) => {
      const isThere = await removeUser(repositories, id, (current) => requireVersion(current, expected));
      if (!isThere) noSuchUser(id);
      await repositories.audit.record({ action: 'user.removed', subject: { kind: 'user', id } }, by);
    });
  }
}

/**
 * Removes an account, unless `allow` throws or it is the last active admin's; and what was kept of it in rows that do
 * not go along: letters that were asked for by its address, and addresses from which its owner came. False: no such user.
 */
export const removeUser = async (
  { users, mails, audit }: Repositories,
  id: number,
  allow: (current: User) => void,
): Promise<boolean> => {
  const admins = await users.lockActiveAdmins();
  let email = '';
  const isThere = await users.remove(id, (current) => {
    allow(current);
    requireAnotherAdmin(admins, id);
    email = current.email;
  });
  if (!isThere) return false;
  await mails.removeAllTo(email);
  await mails.forgetAddressesOf(id);
  await audit.forgetAddressesOf(id);
  return true;
};

/** What the audit trail says of a change: a role and a ban by themselves, the rest by the names of the fields. */
const changes = (before: User, after: User): AuditEntry[] => {
  const subject = { kind: 'user', id: after.id };
  const entries: AuditEntry[] = [];
  if (before.role !== after.role) {
    entries.push({ action: 'user.role-changed', subject, details: { from: before.role, to: after.role } });
  }
  if (before.active !== after.active) {
    entries.push({ action: after.active ? 'user.activated' : 'user.deactivated', subject });
  }
  const told = ['role', 'active', 'tokenVersion'];
  const fields = changedFields(before, after).filter((field) => !told.includes(field));
  if (fields.length > 0) entries.push({ action: 'user.changed', subject, details: { fields } });
  return entries;
};

const isActiveAdmin = ({ role, active }: Account) => role === 'admin' && active;

/** @throws DomainError `last-admin` where nobody would be left to manage accounts; `admins` are the active ones */
export const requireAnotherAdmin = (admins: readonly number[], id: number) => {
  if (admins.length === 1 && admins[0] === id) {
    throw new DomainError(
      'last-admin',
      'The last active admin cannot be removed, deactivated or demoted, and keeps their password.',
    );
  }
};

const noSuchUser = (id: number): never => {
  throw new DomainError('not-found', `There is no user ${id}.`);
};
