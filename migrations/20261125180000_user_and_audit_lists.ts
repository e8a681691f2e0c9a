import type { Knex } from 'knex';

/**
 * What serves the lists of accounts and of the audit trail: for every documented way to walk one an index, whose name
 * says which. The search of accounts has trigrams: they find a part of a name, which an index of words would not.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('create index users_by_visible_name on users (fold(visible_name) collate "C", id)');
  await knex.raw('create index users_by_email on users (fold(email) collate "C", id)');
  await knex.raw('create index users_by_created_at on users (created_at, id)');
  await knex.raw('create index users_by_role on users (role, id)');
  await knex.raw('create index users_by_active on users (active, id)');
  await knex.raw('create index users_by_email_verified on users (email_verified, id)');
  await knex.raw(
    'create index users_by_trigrams on users using gin (fold(visible_name) gin_trgm_ops, fold(email) gin_trgm_ops)',
  );
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw(`drop index users_by_visible_name, users_by_email, users_by_created_at, users_by_role, users_by_active,
    users_by_email_verified, users_by_trigrams`);
};
