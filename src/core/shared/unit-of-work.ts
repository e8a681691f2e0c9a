/**
 * The only way to write. A unit of work is one transaction: what has to be stored together is written by the
 * repositories that one call of `run` hands out, and these are the only ones with methods that write.
 */
export interface UnitOfWork<Repositories> {
  /**
   * Runs `work` in a transaction: committed when `work` resolves, rolled back when it throws. Returns once no later read,
   * through any instance, finds less than the result tells: the caches have dropped what the transaction changed, and
   * what it revoked counts on this instance. A DomainError of `work` waits in the same way, since it, too, tells of what
   * is stored; only `unavailable` does not.
   * @throws what `work` throws; DomainError `unavailable` when the database cannot be reached
   */
  run<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /**
   * The same, but returns as soon as the transaction is committed: for one step of many, of which nobody is told before
   * `waitForInvalidation` has returned.
   */
  runStep<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /** Returns once no later read, through any instance, finds less than was committed before this call. */
  waitForInvalidation(): Promise<void>;
}
