import type { Knex } from 'knex';
import type { ApiKey, KeyFacts, KeyOwner, NewApiKey } from '../../core/identity/api-key.js';
import type { ApiKeyReader, ApiKeyRepository, ApiKeyUses } from '../../core/identity/api-key-repository.js';
import type { Role } from '../../core/identity/permissions.js';
import type { ListQuery, Page } from '../../core/shared/page.js';
import { listPage } from './list-page.js';
import { heavyRead } from './pool-shares.js';
import { fromRow, type Row } from './row-mapping.js';

const toKey = ({ hash, ...row }: Row): ApiKey => fromRow<ApiKey>(row);
const ownedBy = ({ userId, serviceAccountId }: KeyOwner) =>
  userId === null ? { service_account_id: serviceAccountId } : { user_id: userId };

/** Stores API keys, by their hashes. */
export class KnexApiKeys implements ApiKeyReader, ApiKeyRepository, ApiKeyUses {
  constructor(private readonly knex: Knex) {}

  async find(id: string): Promise<ApiKey | undefined> {
    const row: Row | undefined = await this.knex('api_keys').where({ id }).first();
    return row && toKey(row);
  }

  list(page: ListQuery): Promise<Page<ApiKey>> {
    const read = () => listPage(this.knex, 'api_keys', page, toKey);
    return page.count ? heavyRead(this.knex, read) : read();
  }

  async facts(id: string): Promise<KeyFacts | undefined> {
    const row: Row | undefined = await this.knex('api_keys')
      .leftJoin('users', 'users.id', 'api_keys.user_id')
      .leftJoin('service_accounts', 'service_accounts.id', 'api_keys.service_account_id')
      .where({ 'api_keys.id': id })
      .first(
        'hash',
        'permissions',
        'user_id',
        'service_account_id',
        'expires_at',
        this.knex.raw(`coalesce(users.role, service_accounts.role) as role,
            coalesce(users.active, true) as active, coalesce(users.second_factor, false) as second_factor`),
      );
    return row && fromRow<KeyFacts>(row);
  }

  async lockOwner(owner: KeyOwner): Promise<{ readonly role: Role; readonly active: boolean } | undefined> {
    const { userId, serviceAccountId } = owner;
    if (userId !== null)
      return this.knex('users').where({ id: userId }).forNoKeyUpdate().first('role', 'active');
    const row = await this.knex('service_accounts')
      .where({ id: serviceAccountId })
      .forNoKeyUpdate()
      .first('role');
    return row && { role: row.role, active: true };
  }

  async count(owner: KeyOwner): Promise<number> {
    const [{ count }] = await this.knex('api_keys')
      .where(ownedBy(owner))
      .select(this.knex.raw('count(*)::int'));
    return count;
  }

  async add({ owner, expiresAt, ...key }: NewApiKey): Promise<ApiKey> {
    const [row] = await this.knex('api_keys')
      .insert({ ...key, ...ownedBy(owner), expires_at: expiresAt })
      .returning('*');
    return toKey(row);
  }

  async rename(id: string, next: (current: ApiKey) => string): Promise<ApiKey | undefined> {
    const current = await this.#lock(id);
    if (current === undefined) return undefined;
    const [row] = await this.knex('api_keys')
      .where({ id })
      .update({ name: next(current), version: current.version + 1 })
      .returning('*');
    return toKey(row);
  }

  async remove(id: string, allow: (current: ApiKey) => void): Promise<ApiKey | undefined> {
    const current = await this.#lock(id);
    if (current === undefined) return undefined;
    allow(current);
    await this.knex('api_keys').where({ id }).delete();
    return current;
  }

  async removeAllOf(owner: KeyOwner): Promise<readonly string[]> {
    const rows: { id: string }[] = await this.knex('api_keys').where(ownedBy(owner)).delete().returning('id');
    return rows.map(({ id }) => id);
  }

  /** Skips rows that others have locked, so that it never waits, and cannot deadlock with the removal of an owner. */
  async record(uses: ReadonlyMap<string, number>): Promise<void> {
    const times = [...uses].map(([id, at]) => ({ id, at: new Date(at) }));
    await this.knex.raw(
      `update api_keys set last_used_at = greatest(last_used_at, used.at)
      from (select used.id, used.at from jsonb_to_recordset(?) as used (id text, at timestamptz(3))
        join api_keys on api_keys.id = used.id for no key update of api_keys skip locked) as used
      where api_keys.id = used.id`,
      [JSON.stringify(times)],
    );
  }

  async #lock(id: string): Promise<ApiKey | undefined> {
    const row: Row | undefined = await this.knex('api_keys').where({ id }).forUpdate().first();
    return row && toKey(row);
  }
}
