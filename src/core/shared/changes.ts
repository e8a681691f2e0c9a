/**
 * A committed change, as the change feed delivers it to every instance. `kind` is the plural of the resource: `movies`.
 */
export interface Change {
  /** Of two changes of one resource, the later has the greater number. */
  readonly seq: number;
  readonly kind: string;
  /** Null: many resources of the kind changed, so any of them may have. */
  readonly id: string | null;
  /** The new state, if the kind delivers one with its changes. Null: it delivers none, or the resource was removed. */
  readonly facts: unknown;
}

/** Receives the changes of a unit of work. */
export interface CommitListener {
  /** Applies changes that this process has just committed. */
  committed(changes: readonly Change[]): void;
  /** Resolves when this instance has applied all changes committed before this call, or is lagging. */
  catchUp(): Promise<void>;
  /** Resolves when no instance serves cached values older than this call. */
  waitForCaches(): Promise<void>;
}
