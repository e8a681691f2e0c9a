import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import { changedFields } from '../shared/changed-fields.js';
import type { ListQuery, Page } from '../shared/page.js';
import { type ExpectedVersions, requireVersion } from '../shared/stored.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { ofServiceAccount } from './api-key.js';
import type { ServiceAccountReader } from './api-key-repository.js';
import { endKeys } from './end-keys.js';
import { noSuchServiceAccount } from './manage-keys.js';
import type { ServiceAccount, ServiceAccountFields } from './service-account.js';

/** Service accounts, for admins. Audit entries contain the name, so that a removed account has one in the trail. */
export class ManageServiceAccounts {
  constructor(
    private readonly accounts: ServiceAccountReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
  ) {}

  /** @param page along one of `serviceAccountPaths` */
  list(page: ListQuery): Promise<Page<ServiceAccount>> {
    return this.accounts.list(page);
  }

  /** @throws DomainError `not-found` */
  async get(id: number): Promise<ServiceAccount> {
    return (await this.accounts.find(id)) ?? noSuchServiceAccount(id);
  }

  /** @throws DomainError `service-account-name-taken` */
  create(fields: ServiceAccountFields, by: Initiator): Promise<ServiceAccount> {
    return this.unitOfWork.run((repositories) => this.addTo(repositories, fields, by));
  }

  /** As `create`, in a unit of work of the caller. */
  async addTo(
    { serviceAccounts, audit }: Repositories,
    fields: ServiceAccountFields,
    by: Initiator,
  ): Promise<ServiceAccount> {
    const account = await serviceAccounts.add(fields);
    const subject = { kind: 'service-account', id: account.id };
    const { name, role } = account;
    await audit.record({ action: 'service-account.created', subject, details: { name, role } }, by);
    return account;
  }

  /** A new role counts from the next request, for all keys. @throws DomainError `not-found`, `precondition-failed`, `service-account-name-taken` */
  change(
    id: number,
    patch: Partial<ServiceAccountFields>,
    expected: ExpectedVersions,
    by: Initiator,
  ): Promise<ServiceAccount> {
    return this.unitOfWork.run(async ({ serviceAccounts, audit }) => {
      let before: ServiceAccount | undefined;
      const changed = await serviceAccounts.change(id, (current) => {
        requireVersion(current, expected);
        before = current;
        return { ...current, ...patch };
      });
      if (changed === undefined || before === undefined) return noSuchServiceAccount(id);
      const fields = changedFields(before, changed);
      const details = {
        fields,
        name: changed.name,
        ...(before.role !== changed.role && { from: before.role, to: changed.role }),
      };
      const subject = { kind: 'service-account', id };
      if (fields.length > 0) await audit.record({ action: 'service-account.changed', subject, details }, by);
      return changed;
    });
  }

  /** Removes its keys, too. @throws DomainError `not-found`, `precondition-failed` */
  remove(id: number, expected: ExpectedVersions, by: Initiator): Promise<void> {
    return this.unitOfWork.run(async (repositories) => {
      const { serviceAccounts, audit, apiKeys } = repositories;
      const owner = ofServiceAccount(id);
      // Locked first: no key can be added between the removal of the keys and that of the account.
      if ((await apiKeys.lockOwner(owner)) === undefined) return noSuchServiceAccount(id);
      await endKeys(repositories, owner, 'owner-removed', by);
      let name: string | undefined;
      await serviceAccounts.remove(id, (current) => {
        requireVersion(current, expected);
        name = current.name;
      });
      const subject = { kind: 'service-account', id };
      await audit.record({ action: 'service-account.removed', subject, details: { name } }, by);
    });
  }
}
