import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { ofServiceAccount } from './api-key.js';
import type { CreatedKey, KeyRequest, ManageKeys } from './manage-keys.js';
import type { ManageServiceAccounts } from './manage-service-accounts.js';
import type { PermissionTable } from './permissions.js';
import { type ServiceAccount, type ServiceRole, serviceRoles } from './service-account.js';

/** The request for a key of a service account, which is created if there is none with this name. */
export interface ServiceKeyRequest extends KeyRequest {
  readonly service: string;
  /** Undefined: that of the account; of a new one, the lowest that has all permissions. */
  readonly role?: ServiceRole | undefined;
}

export interface MadeServiceKey {
  readonly key: CreatedKey;
  readonly account: ServiceAccount;
  /** Whether the account was created. */
  readonly isNew: boolean;
}

/** Makes a key of a service account for the operator of the service, in one unit of work. */
export class MakeServiceKey {
  constructor(
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly accounts: Pick<ManageServiceAccounts, 'addTo'>,
    private readonly keys: Pick<ManageKeys, 'addTo'>,
    private readonly permissions: PermissionTable,
  ) {}

  /** @throws DomainError `validation-failed`, `too-many-keys`, `service-account-name-taken` */
  run({ service, role, ...request }: ServiceKeyRequest, by: Initiator): Promise<MadeServiceKey> {
    return this.unitOfWork.run(async (repositories) => {
      const found = await repositories.serviceAccounts.findByName(service);
      if (found !== undefined && role !== undefined && found.role !== role)
        throw new DomainError(
          'validation-failed',
          `The service account ${found.name} has the role ${found.role}, not ${role}. Leave the role out, or change it with PATCH /api/v1/service-accounts/${found.id}.`,
        );
      const account =
        found ??
        (await this.accounts.addTo(
          repositories,
          { name: service, role: role ?? this.#lowestRole(request.permissions) },
          by,
        ));
      const key = await this.keys.addTo(repositories, ofServiceAccount(account.id), request, by);
      return { key, account, isNew: found === undefined };
    });
  }

  #lowestRole(permissions: KeyRequest['permissions']): ServiceRole {
    const lowest = serviceRoles.find((role) =>
      permissions.every((one) => this.permissions[one].includes(role)),
    );
    if (lowest !== undefined) return lowest;
    throw new DomainError(
      'validation-failed',
      `No role of a service account (${serviceRoles.join(', ')}) has all of these permissions: ${permissions.join(', ')}.`,
    );
  }
}
