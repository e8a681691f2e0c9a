import { randomBytes } from 'node:crypto';
import { requireStrongPassword } from '../core/identity/password-policy.js';
import type { RegisterUser } from '../core/identity/register-user.js';
import { DomainError } from '../core/shared/errors.js';
import { passwordPolicy } from './accounts-module.js';
import { type Settings, SettingsError } from './settings.js';

const visibleName = 'Administrator';

/** Returns a mistake of the settings. @throws any error that is not about the password */
const whyRejected = (error: unknown): string => {
  if (!(error instanceof DomainError) || error.code !== 'weak-password') throw error;
  return `ADMIN__PASSWORD is rejected: ${error.message}`;
};

/** Why a start without accounts rejects ADMIN__PASSWORD; undefined: it does not, or the password is not set. */
export const adminMistake = async (settings: Settings): Promise<string | undefined> => {
  const { ADMIN__EMAIL: email, ADMIN__PASSWORD: password } = settings;
  if (email === undefined || password === undefined) return undefined;
  try {
    await requireStrongPassword(passwordPolicy(settings), password, '/password', { email, visibleName });
    return undefined;
  } catch (error) {
    return whyRejected(error);
  }
};

/**
 * Creates the first admin if there are no users: from `ADMIN__EMAIL` and `ADMIN__PASSWORD`, or in the embedded database
 * with a generated password. Returns the credentials to print; undefined: no admin was created.
 */
export const createFirstAdmin = async (
  registerUser: Pick<RegisterUser, 'registerFirstAdmin'>,
  { ADMIN__EMAIL, ADMIN__PASSWORD, DB_URL }: Settings,
) => {
  const isConfigured = ADMIN__EMAIL !== undefined && ADMIN__PASSWORD !== undefined;
  if (!isConfigured && DB_URL !== undefined) return undefined;
  const email = ADMIN__EMAIL ?? 'admin@example.com';
  const password = ADMIN__PASSWORD ?? randomBytes(15).toString('base64url');
  const registration = { email, password, visibleName };
  try {
    const user = await registerUser.registerFirstAdmin(registration);
    if (user === undefined) return undefined;
  } catch (error) {
    throw new SettingsError([whyRejected(error)]);
  }
  return { email, password: isConfigured ? '(ADMIN__PASSWORD)' : password };
};
