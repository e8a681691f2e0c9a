import type { Knex } from 'knex';

/**
 * SQL: records the start of the database server, unless an opening since then is recorded. The server may have started
 * with an older copy of its data, and running instances reconnect to it. The transaction id that is recorded is at most
 * that of the last checkpoint. Soon after a start, this is the checkpoint that the start made, so it is the last id of
 * the copy.
 */
export const recordServerStart = `do $$ begin
    if current_setting('transaction_read_only') = 'off'
      and not exists (select from openings where at >= pg_postmaster_start_time()) then
      insert into openings (at, snapshot)
      select pg_postmaster_start_time(), format('%1$s:%1$s:', least(
        split_part(next_xid, ':', 1)::bigint << 32 | split_part(next_xid, ':', 2)::bigint,
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint))::pg_snapshot
      from pg_control_checkpoint();
    end if;
  end $$`;

/**
 * Records that the database is opened, unless it is read-only. Must be the first write, so that a copy of the database is
 * recorded before it has transactions of its own.
 */
export const recordOpening = async (knex: Knex): Promise<void> => {
  await knex.raw(recordServerStart);
  await knex.raw(`do $$ begin
    if current_setting('transaction_read_only') = 'off' then insert into openings default values; end if;
  end $$`);
};

/**
 * SQL: whether a moment belongs to a history of the database that ended when an older copy replaced it. The copy uses
 * the same transaction ids again. So there are two signs: the current transaction id is lower than that of the moment,
 * or it was lower at an opening of the database after the moment.
 * @param at SQL expression of the moment, in milliseconds since 1970
 * @param snapshot SQL expression of the snapshot that was current then
 */
export const isOfOtherHistory = (at: string, snapshot: string) => `(
  pg_snapshot_xmax(${snapshot}) > pg_snapshot_xmax(pg_current_snapshot())
  or exists (select from openings where openings.at > to_timestamp(${at} / 1000) + interval '1 ms'
    and pg_snapshot_xmax(openings.snapshot) < pg_snapshot_xmax(${snapshot})))`;
