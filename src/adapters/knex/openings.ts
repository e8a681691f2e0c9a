import type { Knex } from 'knex';

/**
 * Records that the database is opened, unless it is read-only. Must be the first write, so that a copy of the database is
 * recorded before it has transactions of its own.
 */
export const recordOpening = (knex: Knex) =>
  knex.raw(`do $$ begin
    if current_setting('transaction_read_only') = 'off' then insert into openings default values; end if;
  end $$`);

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
