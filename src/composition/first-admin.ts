import { randomBytes } from 'node:crypto';
import type { Container } from 'inversify';
import { DomainError } from '../core/shared/errors.js';
import { ids } from './service-ids.js';
import { type Settings, SettingsError } from './settings.js';

/**
 * Creates the first admin if there are no users: from `ADMIN__EMAIL` and `ADMIN__PASSWORD`, or in the embedded database
 * with a generated password. Returns the credentials to print; undefined: no admin was created.
 */
export const createFirstAdmin = async (
  container: Container,
  { ADMIN__EMAIL, ADMIN__PASSWORD, DB_URL }: Settings,
) => {
  const isConfigured = ADMIN__EMAIL !== undefined && ADMIN__PASSWORD !== undefined;
  if (!isConfigured && DB_URL !== undefined) return undefined;
  const email = ADMIN__EMAIL ?? 'admin@example.com';
  const password = ADMIN__PASSWORD ?? randomBytes(15).toString('base64url');
  const registration = { email, password, visibleName: 'Administrator' };
  try {
    const user = await container.get(ids.Accounts).registerUser.registerFirstAdmin(registration);
    if (user === undefined) return undefined;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'weak-password') throw error;
    throw new SettingsError([`ADMIN__PASSWORD is rejected: ${error.message}`]);
  }
  return { email, password: isConfigured ? '(ADMIN__PASSWORD)' : password };
};
