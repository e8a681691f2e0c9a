import type { Knex } from 'knex';

/** The audit entries that have a client address: those that `AUDIT__IP_DAYS` still has to erase. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('create index audit_with_address on audit (at) where ip is not null');
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('drop index audit_with_address');
};
