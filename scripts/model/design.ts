/** Prefix of the keys of values or generations: the server's run_id, its run_id and replication id, or the epoch. */
type Naming = 'run' | 'run and history' | 'epoch';

/** How an instance uses the cache. */
export interface Design {
  readonly values: Naming;
  readonly generations: Naming;
  /** Whether the instances agree on the agreed server through the database. */
  readonly agrees: boolean;
  /** Which safeties are on. */
  readonly safeties: Readonly<Record<Safety, boolean>>;
}

export const safeties = [
  'a new epoch for each change of the server',
  'a read compares its own server with the agreed one',
  'the server checks its ids within the read',
  'a confirmation counts only from the agreed server',
  'a quick confirmation is not trusted after a change',
  'a fill is joined only within its epoch',
  'values carry generations',
  'an instance that lags does not use the cache',
  'a write waits where it is not confirmed',
] as const;
export type Safety = (typeof safeties)[number];

const all = Object.fromEntries(safeties.map((safety) => [safety, true])) as Record<Safety, boolean>;

/** Keys with the `run_id` of INFO, read at each connect. */
export const byRunId: Design = { values: 'run', generations: 'run', agrees: false, safeties: all };
/** Keys with `run_id` and `master_replid`. */
export const byRunIdAndHistory: Design = {
  ...byRunId,
  values: 'run and history',
  generations: 'run and history',
};
/** Keys of values with the epoch on which the instances agree. Keys of generations as in the previous release. */
export const byEpoch: Design = { values: 'epoch', generations: 'run', agrees: true, safeties: all };

export const without = (safety: Safety): Design => ({
  ...byEpoch,
  safeties: { ...all, [safety]: false },
});
