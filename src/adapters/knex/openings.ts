import type { Knex } from 'knex';

/**
 * SQL: records the start of the server, unless an opening since then is recorded. It may have started with an older copy of
 * its data, to which running instances connect again. The copy had at most as many transactions as the last checkpoint: soon
 * after the start that is the one of the start.
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
 * SQL: whether a moment belongs to an earlier history of the database, which ended when an older copy replaced it. The copy
 * uses the same transaction ids again. So there are two signs: the current id is lower than that of the moment, or it was
 * lower when the database was opened after the moment.
 * @param at milliseconds since 1970, an expression
 * @param snapshot an expression
 */
export const isOfOtherHistory = (at: string, snapshot: string) => `(
  pg_snapshot_xmax(${snapshot}) > pg_snapshot_xmax(pg_current_snapshot())
  or exists (select from openings where openings.at > to_timestamp(${at} / 1000) + interval '1 ms'
    and pg_snapshot_xmax(openings.snapshot) < pg_snapshot_xmax(${snapshot})))`;
