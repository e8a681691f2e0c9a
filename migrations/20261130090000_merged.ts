import type { Knex } from 'knex';

/**
 * Items that were merged into others, and the keys that they had. `kind` is the plural. An instance of the release before
 * does not read it: it reports a merged item as not found, and imports create the item again.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table merged (
      kind text not null,
      id integer not null,
      "into" integer not null,
      imdb_id text collate "C",
      source_id text collate "C",
      constraint merged_pkey primary key (kind, id)
    )`);
  await knex.raw('create index merged_by_item on merged (kind, "into")');
  await knex.raw('create index merged_by_imdb_id on merged (imdb_id)');
  await knex.raw('create index merged_by_source_id on merged (source_id)');
};

export const down = (knex: Knex) => knex.raw('drop table merged');
