import type { Knex } from 'knex';
import type { Change } from '../../core/shared/changes.js';

/** A row of the table `changes`, as `pg` returns it: a bigint is a string. */
export interface ChangeRow {
  readonly seq: string;
  readonly kind: string;
  readonly id: string | null;
  readonly facts: unknown;
}

export const toChange = ({ seq, kind, id, facts }: ChangeRow): Change => ({
  seq: Number(seq),
  kind,
  id,
  facts,
});

/** Reads all stored changes. */
export const readChanges = async (knex: Knex): Promise<Change[]> => {
  const rows: ChangeRow[] = await knex('changes').orderBy('seq');
  return rows.map(toChange);
};

/**
 * Selects the changes that became visible after the snapshot $1; all changes if $1 is null. A single statement, since two
 * would miss what commits between them. Compares transactions, because rows do not become visible in the order of `seq`
 * or of their times.
 */
export const pollForChanges = `
  select now.*, cache.server as cache_server, cache.epoch as cache_epoch, cache.previous as cache_previous, changes.seq, changes.kind, changes.id, changes.facts
  from (
    select pg_current_snapshot()::text as snapshot, clock_timestamp() as time, pg_is_in_recovery() as recovering,
      system_identifier || '/' || timeline_id as server
    from pg_control_system(), pg_control_checkpoint()
  ) as now
  cross join cache_agreement as cache
  left join changes on $1::pg_snapshot is null
    or (changes.xid >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(changes.xid, $1::pg_snapshot))
  order by changes.seq`;

export interface PollRow extends ChangeRow {
  readonly snapshot: string;
  readonly time: Date;
  readonly recovering: boolean;
  /** System identifier and timeline: a snapshot is only valid within both. */
  readonly server: string;
  /** The agreed cache server, and the previous one; null: none. */
  readonly cache_server: string | null;
  readonly cache_epoch: string;
  readonly cache_previous: string | null;
}
