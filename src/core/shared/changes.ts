/**
 * Something that changed, as every instance is told of it: an item of the catalogue, a user whose rights changed, a
 * session that ended. `kind` is the plural (`movies`, `users`, `sessions`).
 */
export interface Change {
  /** Of two changes of one thing the later has the greater one. */
  readonly seq: number;
  readonly kind: string;
  /** Null: so many of the kind changed that each may have. */
  readonly id: string | null;
  /** Of a user what tokens depend on. Null: the thing is gone, or there is nothing to tell. */
  readonly facts: unknown;
}

/** What units of work report their changes to, and wait for. */
export interface CommitListener {
  /** Takes note at once of what this process has just committed. */
  committed(changes: readonly Change[]): void;
  /** Resolves once this instance knows of every revocation that was committed before this call, or knows that it lags. */
  waitForRevocations(): Promise<void>;
  /** Resolves once no instance serves from a cache what was so before this call. */
  waitForCaches(): Promise<void>;
}
