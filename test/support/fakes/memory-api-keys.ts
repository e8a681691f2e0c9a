import type { ApiKey, KeyOwner, NewApiKey } from '../../../src/core/identity/api-key.js';
import type {
  ApiKeyRepository,
  ServiceAccountRepository,
} from '../../../src/core/identity/api-key-repository.js';
import type { ServiceAccount, ServiceAccountFields } from '../../../src/core/identity/service-account.js';
import { foldName, type User } from '../../../src/core/identity/user.js';
import { DomainError } from '../../../src/core/shared/errors.js';

type KeyRow = ApiKey & { readonly hash: string };

/** Keys by id, and service accounts by id. Rows are replaced, never changed. */
export class KeyRows {
  constructor(
    readonly keys: Map<string, KeyRow> = new Map(),
    readonly accounts: Map<number, ServiceAccount> = new Map(),
    public lastAccount = 0,
  ) {}

  copy() {
    return new KeyRows(new Map(this.keys), new Map(this.accounts), this.lastAccount);
  }
}

const withoutHash = ({ hash: _, ...key }: KeyRow): ApiKey => key;

export class MemoryApiKeys implements ApiKeyRepository {
  /** @param findUser finds the owner of a key */
  constructor(
    private readonly rows: () => KeyRows,
    private readonly findUser: (id: number) => Promise<User | undefined>,
  ) {}

  async find(id: string) {
    const row = this.rows().keys.get(id);
    return row && withoutHash(row);
  }

  async lockOwner({ userId, serviceAccountId }: KeyOwner) {
    if (userId !== null) return this.findUser(userId);
    const account = this.rows().accounts.get(serviceAccountId);
    return account && { role: account.role, active: true };
  }

  async count(owner: KeyOwner) {
    return this.#ofOwner(owner).length;
  }

  async add({ owner, ...key }: NewApiKey) {
    const stored = { version: 1, createdAt: new Date().toISOString(), lastUsedAt: null };
    const row: KeyRow = { ...key, ...owner, ...stored };
    this.rows().keys.set(key.id, row);
    return withoutHash(row);
  }

  async rename(id: string, next: (current: ApiKey) => string) {
    const row = this.rows().keys.get(id);
    if (row === undefined) return undefined;
    const renamed = { ...row, name: next(withoutHash(row)), version: row.version + 1 };
    this.rows().keys.set(id, renamed);
    return withoutHash(renamed);
  }

  async remove(id: string, allow: (current: ApiKey) => void) {
    const row = this.rows().keys.get(id);
    if (row === undefined) return undefined;
    allow(withoutHash(row));
    this.rows().keys.delete(id);
    return withoutHash(row);
  }

  async removeAllOf(owner: KeyOwner) {
    const ids = this.#ofOwner(owner).map(({ id }) => id);
    for (const id of ids) this.rows().keys.delete(id);
    return ids;
  }

  #ofOwner({ userId, serviceAccountId }: KeyOwner) {
    return [...this.rows().keys.values()].filter(
      (key) => key.userId === userId && key.serviceAccountId === serviceAccountId,
    );
  }
}

export class MemoryServiceAccounts implements ServiceAccountRepository {
  constructor(private readonly rows: () => KeyRows) {}

  async find(id: number) {
    return this.rows().accounts.get(id);
  }

  async findByName(name: string) {
    return [...this.rows().accounts.values()].find((one) => foldName(one.name) === foldName(name));
  }

  async add(fields: ServiceAccountFields) {
    this.rows().lastAccount += 1;
    const now = new Date().toISOString();
    return this.#store({
      ...fields,
      id: this.rows().lastAccount,
      version: 1,
      createdAt: now,
      updatedAt: now,
    });
  }

  async change(id: number, next: (current: ServiceAccount) => ServiceAccountFields) {
    const current = this.rows().accounts.get(id);
    if (current === undefined) return undefined;
    const { name, role } = next(current);
    return this.#store({ ...current, name, role, version: current.version + 1 });
  }

  async remove(id: number, allow: (current: ServiceAccount) => void) {
    const current = this.rows().accounts.get(id);
    if (current === undefined) return false;
    allow(current);
    const { keys, accounts } = this.rows();
    for (const key of keys.values()) if (key.serviceAccountId === id) keys.delete(key.id);
    return accounts.delete(id);
  }

  async #store(account: ServiceAccount) {
    const same = await this.findByName(account.name);
    if (same !== undefined && same.id !== account.id)
      throw new DomainError('service-account-name-taken', 'Another service account has this name.');
    this.rows().accounts.set(account.id, account);
    return account;
  }
}
