import type { Knex } from 'knex';

/**
 * The email that a used verification link has verified: a used link is kept until it expires, since people click twice.
 * An instance of the release before treats such a link as unused: it verifies the same email again.
 */
export const up = (knex: Knex) => knex.raw('alter table one_time_tokens add verified_email text');

export const down = async (knex: Knex): Promise<void> => {
  // Without the column they would count as unused.
  await knex.raw('delete from one_time_tokens where verified_email is not null');
  await knex.raw('alter table one_time_tokens drop verified_email');
};
