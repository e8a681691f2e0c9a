/**
 * The only way to write. A unit of work is one transaction. `run` passes repositories bound to that transaction to its
 * callback; only these have methods that write.
 */
export interface UnitOfWork<Repositories> {
  /**
   * Runs `work` in a transaction, which is committed when `work` resolves and rolled back when it throws. If the database
   * rolls it back to end a deadlock, `work` runs again, so it must not keep state of an earlier attempt. Returns when no
   * later read through any instance is stale: this instance has applied what the transaction changed, and the caches have
   * dropped it. A DomainError of `work` waits in the same way, since it describes stored state too. Only `unavailable`
   * says nothing about stored state, so it does not wait.
   * @throws what `work` throws; DomainError `unavailable` if the database cannot be reached
   */
  run<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /**
   * The same, but returns as soon as the transaction is committed: for one step of many. The caller must call
   * `waitForInvalidation` before it reports any of them.
   */
  runStep<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /** Returns when every later read through any instance sees all that was committed before this call. */
  waitForInvalidation(): Promise<void>;
}
