import type { Knex } from 'knex';

/**
 * The values of items after a change by a person: with them, an item's history can be read and a version restored. Each
 * row belongs to an audit entry, without a foreign key, as everything in the audit trail. An instance of the release
 * before writes only the entry, so its changes are missing in the history.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table item_values (
      audit_id bigint constraint item_values_pkey primary key,
      at timestamptz(3) not null default now(),
      kind text not null,
      item_id integer not null,
      version integer not null,
      before jsonb not null,
      item jsonb not null
    )`);
  await knex.raw('create index item_values_by_item on item_values (kind, item_id, audit_id)');
  await knex.raw('create index item_values_by_time on item_values (at)');
};

export const down = (knex: Knex) => knex.raw('drop table item_values');
