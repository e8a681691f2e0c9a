import type { Knex } from 'knex';

/**
 * Which cache server all instances use, and a random epoch that names what they cached since they do. `previous` is the
 * server before it. Instances of the release before do not know it, and need not.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table cache_agreement (
      only_row boolean not null default true
        constraint cache_agreement_pkey primary key
        constraint cache_agreement_one_row check (only_row),
      server text,
      epoch uuid not null default gen_random_uuid(),
      previous text
    )`);
  await knex.raw('insert into cache_agreement default values');
};

export const down = (knex: Knex) => knex.raw('drop table cache_agreement');
