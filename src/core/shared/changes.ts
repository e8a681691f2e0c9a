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

/** Who has to know of what this instance changed, before anyone is told that it did; what it answers is awaited. */
export type ChangeListener = (changes: readonly Change[]) => unknown;
