import type { Knex } from 'knex';

/**
 * The seasons and episodes of a series can be unknown. Stored numbers stay as they are: a 0 may mean unknown or none. The
 * release before reads such series, but rejects a PATCH of one with seasons and without episodes, which it takes for 0.
 */
export const up = (knex: Knex) =>
  knex.raw('alter table series alter seasons drop not null, alter episodes drop not null');

/** Unknown counts become 0, or as many episodes as there are seasons. */
export const down = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    update series set version = version + 1, updated_at = now(),
      seasons = coalesce(seasons, 0), episodes = coalesce(episodes, seasons, 0)
    where seasons is null or episodes is null`);
  await knex.raw('alter table series alter seasons set not null, alter episodes set not null');
};
