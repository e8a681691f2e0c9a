import { emailKeys, visibleNameKeys } from '../../../src/adapters/knex/account-keys.js';
import type { Account, User } from '../../../src/core/identity/user.js';
import type { UserRepository } from '../../../src/core/identity/user-repository.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import type { ListQuery, Page } from '../../../src/core/shared/page.js';
import type { Stored } from '../../../src/core/shared/stored.js';
import { listed } from './listed.js';

const taken = (code: 'email-taken' | 'visible-name-taken', field: string, message: string) =>
  new DomainError(code, message, [{ pointer: `/${field}`, message, code }]);

/** The rows. No method awaits anything, so each is atomic. Parameters and results are copied. */
export class UserRows {
  readonly #rows: Map<number, User>;
  #lastId: number;

  constructor(rows: ReadonlyMap<number, User> = new Map(), lastId = 0) {
    this.#rows = new Map(rows);
    this.#lastId = lastId;
  }

  copy() {
    return new UserRows(this.#rows, this.#lastId);
  }

  /** Returns all users in the order of ids: ids only grow, and a map keeps the order of insertion. */
  all(): User[] {
    return structuredClone([...this.#rows.values()]);
  }

  add(account: Account): User {
    const now = new Date().toISOString();
    return this.#store(account, { id: this.#lastId + 1, version: 1, createdAt: now, updatedAt: now });
  }

  change(id: number, next: (current: User) => Account): User | undefined {
    const current = this.#rows.get(id);
    if (current === undefined) return undefined;
    const { version, createdAt } = current;
    const account = next(structuredClone(current));
    return this.#store(account, { id, version: version + 1, createdAt, updatedAt: new Date().toISOString() });
  }

  rehash(id: number, from: string, to: string): boolean {
    const current = this.#rows.get(id);
    if (current?.passwordHash !== from) return false;
    this.#rows.set(id, { ...current, passwordHash: to });
    return true;
  }

  remove(id: number, allow: (current: User) => void): boolean {
    const current = this.#rows.get(id);
    if (current === undefined) return false;
    allow(structuredClone(current));
    return this.#rows.delete(id);
  }

  #store(account: Account, stored: Stored): User {
    const others = [...this.#rows.values()].filter(({ id }) => id !== stored.id);
    const isTaken = (keysOf: (user: Account) => string[]) =>
      others.some((other) => keysOf(other).some((key) => keysOf(account).includes(key)));
    if (isTaken(({ email }) => emailKeys(email)))
      throw taken('email-taken', 'email', 'Another account has this email.');
    if (isTaken(({ visibleName }) => visibleNameKeys(visibleName))) {
      throw taken('visible-name-taken', 'visibleName', 'Another account has this visible name.');
    }
    this.#lastId = Math.max(this.#lastId, stored.id);
    const user: User = { ...structuredClone(account), ...stored };
    this.#rows.set(stored.id, user);
    return structuredClone(user);
  }
}

/** The committed rows, and a queue of writers. */
class UserTable {
  rows = new UserRows();
  #turn: Promise<unknown> = Promise.resolve();

  /** Runs writers one after the other. A unit of work is one writer, so no other one changes rows that it has locked. */
  inTurn<T>(write: () => T | Promise<T>): Promise<T> {
    const result = this.#turn.then(write);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

/** Reads the rows that `rows` returns, and writes to them through `write`. */
export class RowsUserRepository implements UserRepository {
  constructor(
    private readonly rows: () => UserRows,
    private readonly write: <T>(work: () => T) => Promise<T>,
  ) {}

  async find(id: number) {
    return this.rows()
      .all()
      .find((user) => user.id === id);
  }

  async findByEmail(email: string) {
    return this.rows()
      .all()
      .find((user) => emailKeys(user.email).some((key) => emailKeys(email).includes(key)));
  }

  async list(page: ListQuery): Promise<Page<User>> {
    return listed(this.rows().all(), page);
  }

  async search(): Promise<never> {
    throw new Error('only the database searches');
  }

  add(account: Account) {
    return this.write(() => this.rows().add(account));
  }

  change(id: number, next: (current: User) => Account) {
    return this.write(() => this.rows().change(id, next));
  }

  rehash(id: number, from: string, to: string) {
    return this.write(() => this.rows().rehash(id, from, to));
  }

  remove(id: number, allow: (current: User) => void) {
    return this.write(() => this.rows().remove(id, allow));
  }

  async lockActiveAdmins(): Promise<readonly number[]> {
    const admins = this.rows()
      .all()
      .filter(({ role, active }) => role === 'admin' && active);
    return admins.map(({ id }) => id);
  }

  lock(id: number) {
    return this.find(id);
  }

  async isEmpty() {
    return this.rows().all().length === 0;
  }
}

/** Accounts in memory, with the unique constraints of the database. */
export class MemoryUserRepository extends RowsUserRepository {
  readonly table: UserTable;

  constructor() {
    const table = new UserTable();
    super(
      () => table.rows,
      (work) => table.inTurn(work),
    );
    this.table = table;
  }
}
