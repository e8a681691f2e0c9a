import type { Knex } from 'knex';

/** The new email of an account, until a link to it is followed. The release before ends the link by any change of the email. */
export const up = (knex: Knex) => knex.raw('alter table users add pending_email text');

export const down = async (knex: Knex): Promise<void> => {
  // The release before knows neither the purpose nor the kinds.
  await knex.raw("delete from one_time_tokens where purpose = 'email-change'");
  await knex.raw("delete from mail_queue where kind in ('email-change', 'email-change-requested')");
  await knex.raw('alter table users drop pending_email');
};
