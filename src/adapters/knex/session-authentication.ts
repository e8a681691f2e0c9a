import type { Row } from './row-mapping.js';

/** Fills the columns that an instance of the previous release leaves null: its logins are by password. */
export const withAuthentication = (row: Row): Row => ({
  ...row,
  authenticated_at: row.authenticated_at ?? row.created_at,
  amr: row.amr ?? ['pwd'],
});
