import type { Knex } from 'knex';
import type { UserRepository } from '../../core/identity/identity-ports.js';
import { type Account, foldCase, type User } from '../../core/identity/user.js';
import type { PageRequest } from '../../core/shared/page.js';
import type { SearchResult } from '../../core/shared/search-result.js';
import { translated } from './database-errors.js';
import { searchBudgetMs } from './search-steps.js';
import { Table } from './table.js';
import { userSearch } from './user-search-sql.js';

export class KnexUserRepository implements UserRepository {
  readonly #table: Table<Account>;

  /** @param searchBudget milliseconds */
  constructor(
    private readonly knex: Knex,
    private readonly searchBudget = searchBudgetMs,
  ) {
    this.#table = new Table<Account>(knex, 'users', {
      email_key: ({ email }) => foldCase(email),
      visible_name_key: ({ visibleName }) => foldCase(visibleName),
    });
  }

  find(id: number): Promise<User | undefined> {
    return this.#table.find({ id });
  }

  findByEmail(email: string): Promise<User | undefined> {
    return this.#table.find({ email_key: foldCase(email) });
  }

  list(page: PageRequest) {
    return this.#table.list(page);
  }

  async search(text: string, limit: number): Promise<SearchResult<User>> {
    const { items, isComplete } = await this.#table.search(userSearch(text, limit), this.searchBudget);
    return { items: items.map(({ item }) => item), isComplete };
  }

  add(account: Account): Promise<User> {
    return this.#table.add(account);
  }

  change(id: number, next: (current: User) => Account) {
    return this.#table.change(id, next);
  }

  rehash(id: number, from: string, to: string): Promise<boolean> {
    return translated(async () => {
      const changed = await this.knex('users')
        .where({ id, password_hash: from })
        .update({ password_hash: to });
      return changed > 0;
    });
  }

  remove(id: number, allow: (current: User) => void) {
    return this.#table.remove(id, allow);
  }

  lockActiveAdmins(): Promise<readonly number[]> {
    return translated(async () => {
      // One after the other: who waited for a row that then was no admin's any more holds it all the same, out of turn.
      await this.knex.raw("select pg_advisory_xact_lock(hashtext('project-db-auth active admins'))");
      return this.knex('users').where({ role: 'admin', active: true }).orderBy('id').forUpdate().pluck('id');
    });
  }

  hold(id: number): Promise<User | undefined> {
    return this.#table.hold(id);
  }

  isEmpty(): Promise<boolean> {
    return translated(async () => (await this.knex('users').first('id')) === undefined);
  }
}
