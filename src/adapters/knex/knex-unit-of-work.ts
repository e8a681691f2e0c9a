import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { CommitListener } from '../../core/shared/changes.js';
import { DomainError } from '../../core/shared/errors.js';
import type { UnitOfWork } from '../../core/shared/unit-of-work.js';
import { toChange } from './change-rows.js';
import { runWithChanges } from './transaction-with-changes.js';

/**
 * Makes the repositories of a transaction.
 * @param onCatalogue must be called when the work requests the repository of a kind
 */
export type BindRepositories<Repositories> = (
  trx: Knex,
  onCatalogue: () => void,
) => Repositories | Promise<Repositories>;

/** Maximum number of runs of a transaction that keeps ending in a deadlock. */
const maxAttempts = 5;
/** Half of the maximum milliseconds before the second run. Doubled for each further one. */
const backoffMs = 10;

/** Returns whether Postgres rolled the transaction back to end a deadlock (40P01). */
const isDeadlock = (error: unknown) =>
  error instanceof DomainError && (error.cause as { code?: string } | undefined)?.code === '40P01';

/** Returns whether an error depends on stored data. `unavailable` and unexpected errors do not. */
const dependsOnState = (error: unknown) => error instanceof DomainError && error.code !== 'unavailable';

/**
 * Transactions on Postgres. A unit of work that used the items of a kind waits until the caches have dropped all changes
 * so far. It does so even if it changed nothing or failed, since its result may depend on the latest commits of others.
 * Any other unit of work waits only for revocations.
 */
export class KnexUnitOfWork<Repositories> implements UnitOfWork<Repositories> {
  /** @param share runs a transaction within the part of the pool that these transactions share */
  constructor(
    private readonly knex: Knex,
    private readonly bind: BindRepositories<Repositories>,
    private readonly commits: CommitListener,
    private readonly share: <T>(knex: Knex, work: () => Promise<T>) => Promise<T> = (_, work) => work(),
  ) {}

  async run<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    let wait = () => this.commits.catchUp();
    const onCatalogue = () => {
      wait = () => this.commits.waitForCaches();
    };
    const result = await this.#commitAfterDeadlocks(work, onCatalogue).catch(async (error: unknown) => {
      if (dependsOnState(error)) await wait();
      throw error;
    });
    await wait();
    return result;
  }

  runStep<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    return this.#commitAfterDeadlocks(work);
  }

  waitForInvalidation(): Promise<void> {
    return this.commits.waitForCaches();
  }

  /**
   * Runs the transaction again after a deadlock. Deadlocks are possible, because transactions that write several items lock
   * the counts of names, years and words in the order of the items, which differs.
   */
  async #commitAfterDeadlocks<T>(
    work: (repositories: Repositories) => Promise<T>,
    onCatalogue: () => void = () => {},
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#commit(work, onCatalogue);
      } catch (error) {
        if (!isDeadlock(error) || attempt === maxAttempts) throw error;
        // At random, so that the same two do not meet again.
        await sleep(Math.random() * backoffMs * 2 ** attempt);
      }
    }
  }

  async #commit<T>(work: (repositories: Repositories) => Promise<T>, onCatalogue: () => void): Promise<T> {
    const { result, changes } = await this.share(this.knex, () =>
      runWithChanges(this.knex, async (trx) => work(await this.bind(trx, onCatalogue))),
    );
    this.commits.committed(changes.map(toChange));
    return result;
  }
}
