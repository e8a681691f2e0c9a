/** What begins the names of values, or of generations: the server's process, its process and history, or the epoch. */
type Naming = 'run' | 'run and history' | 'epoch';

/** How an instance uses the cache. */
export interface Design {
  readonly values: Naming;
  readonly generations: Naming;
  /** Whether the instances agree through the database which server is in force. */
  readonly agrees: boolean;
  /** Each is a safety, and true unless it is switched off to see what happens. */
  readonly safeties: Readonly<Record<Safety, boolean>>;
}

export const safeties = [
  'a new epoch for each change of the server',
  'a read compares its own server with the one in force',
  'the server checks its ids within the read',
  'a confirmation counts only from the server in force',
  'a quick confirmation is not trusted after a change',
  'a fill is joined only within its epoch',
  'values carry generations',
  'an instance that lags does not ask the cache',
  'a write waits where it is not confirmed',
] as const;
export type Safety = (typeof safeties)[number];

const all = Object.fromEntries(safeties.map((safety) => [safety, true])) as Record<Safety, boolean>;

/** Redis' names by INFO's `run_id`, asked for at each connect. */
export const byRunId: Design = { values: 'run', generations: 'run', agrees: false, safeties: all };
/** The same with `master_replid`. */
export const byRunIdAndHistory: Design = {
  ...byRunId,
  values: 'run and history',
  generations: 'run and history',
};
/** An epoch that the instances agree on names the values. Generations keep the names of the release before. */
export const byEpoch: Design = { values: 'epoch', generations: 'run', agrees: true, safeties: all };

export const without = (safety: Safety): Design => ({
  ...byEpoch,
  safeties: { ...all, [safety]: false },
});
