import type { Knex } from 'knex';
import { type Account, foldCase, foldName, type User } from '../../core/identity/user.js';
import type { UserRepository } from '../../core/identity/user-repository.js';
import type { ListQuery } from '../../core/shared/page.js';
import type { SearchResult } from '../../core/shared/search-result.js';
import { emailKeys, visibleNameKeys } from './account-keys.js';
import { toDomainError } from './database-errors.js';
import { searchBudgetMs } from './search-steps.js';
import { Table } from './table.js';
import { userSearch } from './user-search-sql.js';

/**
 * Rejects an email or name that an earlier release stored under another form of the key. The unique constraints compare
 * only the current form.
 * @param before the account as it was: unchanged fields are not checked, since earlier releases allowed such pairs
 * @throws DomainError like a violation of the constraint
 */
const requireNoOtherForm = async (
  knex: Knex,
  { email, visibleName, id = 0 }: Account & { readonly id?: number },
  before?: Account,
) => {
  const otherKeys = {
    email: email === before?.email ? [] : emailKeys(email).slice(1),
    visible_name: visibleName === before?.visibleName ? [] : visibleNameKeys(visibleName).slice(1),
  };
  for (const [column, keys] of Object.entries(otherKeys)) {
    if (keys.length === 0) continue;
    const taken = await knex('users').whereIn(`${column}_key`, keys).whereNot({ id }).first('id');
    if (taken !== undefined)
      throw toDomainError(
        Object.assign(new Error('stored in another form'), { constraint: `users_${column}_key` }),
      );
  }
};

export class KnexUserRepository implements UserRepository {
  readonly #table: Table<Account>;

  /** @param searchBudget time limit of a search, in milliseconds */
  constructor(
    private readonly knex: Knex,
    private readonly searchBudget = searchBudgetMs,
  ) {
    this.#table = new Table(knex, 'users', {
      email_key: ({ email }) => foldCase(email),
      visible_name_key: ({ visibleName }) => foldName(visibleName),
    });
  }

  find(id: number): Promise<User | undefined> {
    return this.#table.find({ id });
  }

  async findByEmail(email: string): Promise<User | undefined> {
    const keys = emailKeys(email);
    const rows: { readonly email_key: string }[] = await this.knex('users').whereIn('email_key', keys);
    // A single query for all forms, so that the number of queries does not show whether the account exists.
    const row = keys.map((key) => rows.find(({ email_key }) => email_key === key)).find(Boolean);
    return row && this.#table.itemOf({ ...row });
  }

  list(page: ListQuery) {
    return this.#table.list(page);
  }

  async search(text: string, limit: number): Promise<SearchResult<User>> {
    const { items, isComplete } = await this.#table.search(userSearch(text, limit), this.searchBudget);
    return { items: items.map(({ item }) => item), isComplete };
  }

  async add(account: Account): Promise<User> {
    await requireNoOtherForm(this.knex, account);
    return this.#table.add(account);
  }

  async change(id: number, next: (current: User) => Account): Promise<User | undefined> {
    let before: User | undefined;
    const changed = await this.#table.change(id, (current) => {
      before = current;
      return next(current);
    });
    if (changed !== undefined) await requireNoOtherForm(this.knex, changed, before);
    return changed;
  }

  async rehash(id: number, from: string, to: string): Promise<boolean> {
    const changed = await this.knex('users').where({ id, password_hash: from }).update({ password_hash: to });
    return changed > 0;
  }

  remove(id: number, allow: (current: User) => void) {
    return this.#table.remove(id, allow);
  }

  async lockActiveAdmins(): Promise<readonly number[]> {
    // Serialized by an advisory lock. Row locks alone could deadlock: a request keeps the lock of a row that it waited for
    // even if that row no longer matches, and so locks rows out of order.
    await this.knex.raw("select pg_advisory_xact_lock(hashtext('project-db-auth active admins'))");
    return this.knex('users').where({ role: 'admin', active: true }).orderBy('id').forUpdate().pluck('id');
  }

  lock(id: number): Promise<User | undefined> {
    return this.#table.lockForShare(id);
  }

  async isEmpty(): Promise<boolean> {
    return (await this.knex('users').first('id')) === undefined;
  }
}
