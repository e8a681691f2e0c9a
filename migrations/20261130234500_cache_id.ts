import type { Knex } from 'knex';

/** The name of an installation in Redis, apart from its id: a moved or restored database gets another one. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('alter table installation add cache_id uuid');
  // Instances of the release before use the id in Redis, and share the cache with those of this one.
  await knex.raw('update installation set cache_id = id');
  await knex.raw('alter table installation alter cache_id set not null');
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('alter table installation drop cache_id');
};
