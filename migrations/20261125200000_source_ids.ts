import type { Knex } from 'knex';

/** By what an item is known to a source other than IMDb: an import knows it again by it. */
export const up = async (knex: Knex): Promise<void> => {
  for (const kind of kinds) {
    await knex.raw(`alter table ${kind} add source_id text collate "C"`);
    await knex.raw(`alter table ${kind} add constraint ${kind}_source_id_key unique (source_id)`);
  }
};

const kinds = ['authors', 'movies', 'series'];

export const down = async (knex: Knex): Promise<void> => {
  for (const kind of kinds) await knex.raw(`alter table ${kind} drop source_id`);
};
