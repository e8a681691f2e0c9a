import type { Knex } from 'knex';

/**
 * When the database was opened, and its transactions at that moment: shows that it was replaced with an older copy of
 * itself. An instance of the release before records nothing, and positions of a sync are checked as by that release.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table openings (
      at timestamptz not null default now(),
      snapshot pg_snapshot not null default pg_current_snapshot()
    )`);
  await knex.raw('create index openings_by_time on openings (at)');
};

export const down = (knex: Knex) => knex.raw('drop table openings');
