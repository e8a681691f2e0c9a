import type { Knex } from 'knex';
import { removeExpired } from '../../../src/adapters/knex/housekeeping.js';

/** Seconds. */
export const retention = {
  changes: 3600,
  refreshTokens: 7 * 86_400,
  audit: 365 * 86_400,
  addresses: 30 * 86_400,
  values: 90 * 86_400,
};

export const clean = (knex: Knex) => removeExpired(knex, retention);
