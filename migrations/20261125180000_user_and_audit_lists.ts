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
  await knex.raw('drop index audit_by_time, audit_by_actor, audit_by_subject');
  await knex.raw('create index audit_by_time on audit (at, id)');
  await knex.raw('create index audit_by_action on audit (action, at, id)');
  await knex.raw('create index audit_by_actor on audit (actor_id, at, id)');
  await knex.raw('create index audit_by_subject_kind on audit (subject_kind, at, id)');
  await knex.raw('create index audit_by_subject on audit (subject_kind, subject_id, at, id)');
  await knex.raw('create index audit_by_request on audit (request_id, at, id)');
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw(`drop index audit_by_time, audit_by_action, audit_by_actor, audit_by_subject_kind, audit_by_subject,
    audit_by_request`);
  await knex.raw('create index audit_by_actor on audit (actor_id, id)');
  await knex.raw('create index audit_by_subject on audit (subject_kind, subject_id, id)');
  await knex.raw('create index audit_by_time on audit (at)');
  await knex.raw(`drop index users_by_visible_name, users_by_email, users_by_created_at, users_by_role, users_by_active,
    users_by_email_verified, users_by_trigrams`);
};
