import type { Repositories } from '../repositories.js';
import type { AuditEntry, Initiator } from '../shared/audit.js';
import { changedFields } from '../shared/changed-fields.js';
import type { Clock } from '../shared/clock.js';
import type { ListQuery, Page } from '../shared/page.js';
import type { SearchResult } from '../shared/search-result.js';
import { type ExpectedVersions, requireVersion } from '../shared/stored.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { noSuchUser } from './account-errors.js';
import { ofUser } from './api-key.js';
import type { IdentityAuditAction } from './audit-actions.js';
import { endKeys } from './end-keys.js';
import { endSessions } from './end-sessions.js';
import { requireAnotherAdmin } from './last-admin.js';
import type { Role } from './permissions.js';
import { removeUser } from './remove-user.js';
import type { Account, User } from './user.js';
import type { UserReader } from './user-reader.js';

/** The changes that an admin can make to an account. */
export interface UserPatch {
  readonly role?: Role;
  readonly active?: boolean;
  readonly visibleName?: string;
}

/** Account management by admins. At least one active admin always remains. */
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

  /** @throws DomainError `not-found` */
  async get(id: number): Promise<User> {
    return (await this.users.find(id)) ?? noSuchUser(id);
  }

  /**
   * Deactivating an account ends its sessions, access tokens, API keys and emailed links.
   * @throws DomainError `not-found`, `precondition-failed`, `last-admin`, `visible-name-taken`
   */
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
        // Access tokens issued before a deactivation stay invalid when the account is active again.
        return next.active === current.active
          ? next
          : { ...next, tokenVersion: current.tokenVersion + 1, pendingEmail: null };
      });
      if (before === undefined || changed === undefined) return noSuchUser(id);
      for (const entry of auditEntries(before, changed)) await audit.record(entry, by);
      if (!changed.active) {
        // Emailed links from before it end too.
        await oneTimeTokens.endAll(id);
        await endSessions(repositories, { userId: id }, 'deactivated', by, this.clock.now());
        await endKeys(repositories, ofUser(id), 'deactivated', by);
      }
      return changed;
    });
  }

  /** @throws DomainError `not-found`, `precondition-failed`, `last-admin` */
  remove(id: number, expected: ExpectedVersions, by: Initiator): Promise<void> {
    return this.unitOfWork.run(async (repositories) => {
      const isRemoved = await removeUser(repositories, id, (current) => requireVersion(current, expected));
      if (!isRemoved) noSuchUser(id);
      await repositories.audit.record({ action: 'user.removed', subject: { kind: 'user', id } }, by);
    });
  }
}

const recordedSeparately = ['role', 'active', 'tokenVersion'];

/** The audit entries of a change: the role and `active` have their own actions, other fields are listed by name. */
const auditEntries = (before: User, after: User): AuditEntry<IdentityAuditAction>[] => {
  const subject = { kind: 'user', id: after.id };
  const entries: AuditEntry<IdentityAuditAction>[] = [];
  if (before.role !== after.role) {
    entries.push({ action: 'user.role-changed', subject, details: { from: before.role, to: after.role } });
  }
  if (before.active !== after.active) {
    entries.push({ action: after.active ? 'user.activated' : 'user.deactivated', subject });
  }
  const fields = changedFields(before, after).filter((field) => !recordedSeparately.includes(field));
  if (fields.length > 0) entries.push({ action: 'user.changed', subject, details: { fields } });
  return entries;
};

const isActiveAdmin = ({ role, active }: Account) => role === 'admin' && active;
