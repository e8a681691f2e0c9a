import type { Knex } from 'knex';

/**
 * When and how the user of a session last proved who they are. Null, as the release before leaves both: when the session
 * began, and with a password.
 */
export const up = (knex: Knex) =>
  knex.raw('alter table sessions add authenticated_at timestamptz(3), add amr text[]');

export const down = (knex: Knex) => knex.raw('alter table sessions drop authenticated_at, drop amr');
