import type { Knex } from 'knex';

/** Whose letters those are that were asked for by an address: its folded form, as in `users.email_key`. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('alter table mail_queue add email_key text');
  await knex.raw('create index mail_queue_by_email_key on mail_queue (email_key)');
  const waiting: { id: string; email: string }[] = await knex('mail_queue').whereNull('user_id');
  for (const { id, email } of waiting) {
    await knex('mail_queue')
      .where({ id })
      .update({ email_key: email.normalize('NFKC').toLowerCase() });
  }
};

export const down = (knex: Knex) => knex.raw('alter table mail_queue drop email_key');
