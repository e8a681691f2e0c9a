import type { Knex } from 'knex';
import type {
  ServiceAccountReader,
  ServiceAccountRepository,
} from '../../core/identity/api-key-repository.js';
import type { ServiceAccount, ServiceAccountFields } from '../../core/identity/service-account.js';
import { foldName } from '../../core/identity/user.js';
import type { ListQuery } from '../../core/shared/page.js';
import { Table } from './table.js';

/** Stores service accounts. Removing one removes its keys. */
export class KnexServiceAccounts implements ServiceAccountReader, ServiceAccountRepository {
  readonly #table: Table<ServiceAccountFields>;

  constructor(knex: Knex) {
    this.#table = new Table(knex, 'service_accounts', { name_key: ({ name }) => foldName(name) });
  }

  find(id: number): Promise<ServiceAccount | undefined> {
    return this.#table.find({ id });
  }

  findByName(name: string): Promise<ServiceAccount | undefined> {
    return this.#table.find({ name_key: foldName(name) });
  }

  list(page: ListQuery) {
    return this.#table.list(page);
  }

  add(fields: ServiceAccountFields): Promise<ServiceAccount> {
    return this.#table.add(fields);
  }

  change(id: number, next: (current: ServiceAccount) => ServiceAccountFields) {
    return this.#table.change(id, next);
  }

  remove(id: number, allow: (current: ServiceAccount) => void): Promise<boolean> {
    return this.#table.remove(id, allow);
  }
}
