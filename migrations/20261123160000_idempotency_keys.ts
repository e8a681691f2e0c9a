import type { Knex } from 'knex';

/** What was answered to whom under which Idempotency-Key, written in the transaction of what was done. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table idempotency_keys (
      user_id integer not null constraint idempotency_keys_user_id_fkey references users on delete cascade,
      key text not null,
      fingerprint text not null,
      answer jsonb not null,
      created_at timestamptz not null default now(),
      constraint idempotency_keys_pkey primary key (user_id, key)
    )`);
  await knex.raw('create index idempotency_keys_by_age on idempotency_keys (created_at)');
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('drop table idempotency_keys');
};
