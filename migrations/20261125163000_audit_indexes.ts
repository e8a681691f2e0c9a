import type { Knex } from 'knex';

/** The audit trail is read by whom it is about, and forgotten by its age. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('create index audit_by_actor on audit (actor_id, id)');
  await knex.raw('create index audit_by_subject on audit (subject_kind, subject_id, id)');
  await knex.raw('create index audit_by_time on audit (at)');
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('drop index audit_by_actor, audit_by_subject, audit_by_time');
};
