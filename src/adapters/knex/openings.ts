import type { Knex } from 'knex';

/**
 * Records that the database is opened, unless it is read-only. Must come before any other write, so that a copy has no
 * transactions of its own yet.
 */
export const recordOpening = (knex: Knex) =>
  knex.raw(`do $$ begin
    if current_setting('transaction_read_only') = 'off' then insert into openings default values; end if;
  end $$`);

/**
 * SQL: whether a moment is of another history of the database, which ended when an older copy replaced it. The copy reuses
 * the numbers of transactions: it has not reached those of the moment yet, or had not when it was opened later.
 * @param at milliseconds since 1970, an expression
 * @param snapshot an expression
 */
export const isOfOtherHistory = (at: string, snapshot: string) => `(
  pg_snapshot_xmax(${snapshot}) > pg_snapshot_xmax(pg_current_snapshot())
  or exists (select from openings where openings.at > to_timestamp(${at} / 1000) + interval '1 ms'
    and pg_snapshot_xmax(openings.snapshot) < pg_snapshot_xmax(${snapshot})))`;
