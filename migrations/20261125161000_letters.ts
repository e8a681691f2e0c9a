import type { Knex } from 'knex';

/** The letters that are to be written, and the hashes of the tokens in those that were. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table mail_queue (
      id bigint generated always as identity constraint mail_queue_pkey primary key,
      kind text not null,
      user_id integer constraint mail_queue_user_id_fkey references users on delete cascade,
      email text not null,
      asked_by jsonb not null,
      attempts integer not null default 0,
      due_at timestamptz(3) not null
    )`);
  await knex.raw('create index mail_queue_by_due on mail_queue (due_at, id)');
  await knex.raw('create index mail_queue_by_user on mail_queue (user_id)');
  await knex.raw(`
    create table one_time_tokens (
      user_id integer not null constraint one_time_tokens_user_id_fkey references users on delete cascade,
      purpose text not null,
      hash text not null constraint one_time_tokens_hash_key unique,
      expires_at timestamptz(3) not null,
      constraint one_time_tokens_pkey primary key (user_id, purpose)
    )`);
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('drop table one_time_tokens, mail_queue');
};
