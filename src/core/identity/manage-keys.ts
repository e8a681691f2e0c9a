import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { ListQuery, Page } from '../shared/page.js';
import { type ExpectedVersions, requireVersion } from '../shared/stored.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { accountRemoved, sessionEnded } from './account-errors.js';
import { type ApiKey, type GrantablePermission, type KeyOwner, maxKeysPerOwner } from './api-key.js';
import type { ApiKeyReader } from './api-key-repository.js';
import type { Caller } from './authenticate.js';
import type { KeySecrets } from './key-secrets.js';
import { requireLiveSession } from './live-session.js';
import type { PermissionTable, Role } from './permissions.js';

/** The request for a key. */
export interface KeyRequest {
  readonly name: string;
  readonly permissions: readonly GrantablePermission[];
  /** Milliseconds since 1970; undefined: it does not expire. */
  readonly expiresAt?: number;
}

/** A new key, with its text, which is returned this once. */
export type CreatedKey = ApiKey & { readonly key: string };

/** @throws DomainError `not-found`, the same for a key of somebody else */
export const noSuchKey = (): never => {
  throw new DomainError('not-found', 'There is no such key.');
};

/** The subject of audit entries about the keys of an owner. */
export const subjectOf = ({ userId, serviceAccountId }: Pick<ApiKey, 'userId' | 'serviceAccountId'>) =>
  userId === null
    ? { kind: 'service-account', id: serviceAccountId as number }
    : { kind: 'user', id: userId };

const isOwnedBy = (key: ApiKey, owner: KeyOwner | undefined) =>
  owner === undefined || (key.userId === owner.userId && key.serviceAccountId === owner.serviceAccountId);

/** API keys: their owner's, and for admins all. */
export class ManageKeys {
  constructor(
    private readonly keys: Pick<ApiKeyReader, 'find' | 'list'>,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly secrets: Pick<KeySecrets, 'make'>,
    private readonly permissions: PermissionTable,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a key for a caller who is logged in. A key outlives the session, so the session must not have ended.
   * @throws as `addTo`; DomainError `session-ended`
   */
  create(
    caller: Pick<Caller, 'userId' | 'sessionId'>,
    owner: KeyOwner,
    request: KeyRequest,
    by: Initiator,
  ): Promise<CreatedKey> {
    return this.unitOfWork.run(async (repositories) => {
      const key = await this.addTo(repositories, owner, request, by);
      // After the lock of the owner: a change of the password that it waited for has ended the session.
      await requireLiveSession(repositories, caller, this.clock.now());
      return key;
    });
  }

  /**
   * Makes a key in a unit of work of the caller, and notifies its owner by email.
   * @throws DomainError `validation-failed` for a permission that the owner lacks and for a bad time, `too-many-keys`;
   *   `not-found` or `session-ended` if the owner was removed or deactivated
   */
  async addTo(
    { apiKeys, users, emailJobs, audit }: Repositories,
    owner: KeyOwner,
    { name, permissions, expiresAt }: KeyRequest,
    by: Initiator,
  ): Promise<CreatedKey> {
    if (expiresAt !== undefined) requireWithinAYear(expiresAt, this.clock.now());
    const { role, active } = (await apiKeys.lockOwner(owner)) ?? noSuchOwner(owner);
    if (!active) return sessionEnded();
    this.#requireGrantable(permissions, role);
    if ((await apiKeys.count(owner)) >= maxKeysPerOwner)
      throw new DomainError('too-many-keys', `There are ${maxKeysPerOwner} keys already: remove one first.`);
    const { id, hash, text } = this.secrets.make();
    const granted = [...new Set(permissions)];
    const expires = expiresAt === undefined ? null : new Date(expiresAt).toISOString();
    const key = await apiKeys.add({ id, hash, owner, name, permissions: granted, expiresAt: expires });
    const details = { keyId: id, permissions: granted, expiresAt: expires };
    await audit.record({ action: 'key.created', subject: subjectOf(key), details }, by);
    const { userId } = owner;
    const user = userId === null ? undefined : await users.lock(userId);
    if (user !== undefined)
      await emailJobs.add({ kind: 'api-key-created', userId: user.id, to: user.email, by });
    return { ...key, key: text };
  }

  /** @param page along one of `apiKeyPaths` */
  list(page: ListQuery): Promise<Page<ApiKey>> {
    return this.keys.list(page);
  }

  /** @param owner undefined: any, for admins. @throws DomainError `not-found` */
  async get(id: string, owner?: KeyOwner): Promise<ApiKey> {
    const key = await this.keys.find(id);
    return key !== undefined && isOwnedBy(key, owner) ? key : noSuchKey();
  }

  /** @throws DomainError `not-found`, `precondition-failed` */
  rename(
    id: string,
    name: string,
    owner: KeyOwner,
    expected: ExpectedVersions,
    by: Initiator,
  ): Promise<ApiKey> {
    return this.unitOfWork.run(async ({ apiKeys, audit }) => {
      const renamed = await apiKeys.rename(id, (current) => {
        if (!isOwnedBy(current, owner)) noSuchKey();
        requireVersion(current, expected);
        return name;
      });
      if (renamed === undefined) return noSuchKey();
      await audit.record({ action: 'key.renamed', subject: subjectOf(renamed), details: { keyId: id } }, by);
      return renamed;
    });
  }

  /** @param owner undefined: any, for admins. @throws DomainError `not-found`, `precondition-failed` */
  remove(id: string, owner: KeyOwner | undefined, expected: ExpectedVersions, by: Initiator): Promise<void> {
    return this.unitOfWork.run(async ({ apiKeys, audit }) => {
      const removed = await apiKeys.remove(id, (current) => {
        if (!isOwnedBy(current, owner)) noSuchKey();
        requireVersion(current, expected);
      });
      if (removed === undefined) return noSuchKey();
      const details = { keyId: id, reason: owner === undefined ? 'removed-by-admin' : 'removed-by-owner' };
      await audit.record({ action: 'key.removed', subject: subjectOf(removed), details }, by);
    });
  }

  #requireGrantable(permissions: readonly GrantablePermission[], role: Role) {
    const violations = permissions.flatMap((permission, i) =>
      this.permissions[permission].includes(role)
        ? []
        : [
            {
              pointer: `/permissions/${i}`,
              message: `permissions[${i}]: the role ${role} does not have the permission ${permission}`,
              code: 'not-grantable',
            },
          ],
    );
    if (violations.length > 0)
      throw new DomainError(
        'validation-failed',
        'A key cannot have permissions that its owner lacks.',
        violations,
      );
  }
}

/** @throws DomainError */
const noSuchOwner = ({ serviceAccountId }: KeyOwner): never =>
  serviceAccountId === null ? accountRemoved() : noSuchServiceAccount(serviceAccountId);

/** @throws DomainError `not-found` */
export const noSuchServiceAccount = (id: number): never => {
  throw new DomainError('not-found', `There is no service account ${id}.`);
};

/** @throws DomainError `validation-failed` unless the time is in the future, and at most one year away */
const requireWithinAYear = (time: number, now: Date): void => {
  const latest = new Date(now);
  latest.setUTCFullYear(latest.getUTCFullYear() + 1);
  if (time > now.getTime() && time <= latest.getTime()) return;
  const message = `expiresAt must be in the future, and at most one year away: ${latest.toISOString()}`;
  throw new DomainError('validation-failed', 'The key cannot expire then.', [
    { pointer: '/expiresAt', message, code: 'out-of-range' },
  ]);
};
