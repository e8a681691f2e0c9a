import { Argon2PasswordHasher } from '../adapters/crypto/argon2-password-hasher.js';
import { KnexPersonalData } from '../adapters/knex/knex-personal-data.js';
import { KnexSessionRepository } from '../adapters/knex/knex-session-repository.js';
import { KnexUserRepository } from '../adapters/knex/knex-user-repository.js';
import { KnownPasswords } from '../adapters/passwords/known-passwords.js';
import { AttemptLimits } from '../core/identity/attempt-limits.js';
import { ChangePassword } from '../core/identity/change-password.js';
import { ConfirmOwner } from '../core/identity/confirm-owner.js';
import { ConfirmPassword } from '../core/identity/confirm-password.js';
import { ManageUsers } from '../core/identity/manage-users.js';
import { PasswordCheck } from '../core/identity/password-check.js';
import { RegisterUser } from '../core/identity/register-user.js';
import { RemoveOwnAccount } from '../core/identity/remove-own-account.js';
import type { SessionReader } from '../core/identity/session-reader.js';
import { SetPassword } from '../core/identity/set-password.js';
import type { UserReader } from '../core/identity/user-reader.js';
import type { Repositories } from '../core/repositories.js';
import type { UnitOfWork } from '../core/shared/unit-of-work.js';
import type { Infrastructure } from './infrastructure.js';
import type { Settings } from './settings.js';

/** Rules for new passwords. */
export const passwordPolicy = ({
  PASSWORD__MIN_LENGTH: minLength,
}: Pick<Settings, 'PASSWORD__MIN_LENGTH'>) => ({
  minLength,
  common: new KnownPasswords(minLength),
});

export type AccountsModule = ReturnType<typeof accountsModule>;

/** Accounts and passwords. Commands use this module too, so it needs no signing keys and no running service. */
export function accountsModule({
  settings,
  database,
  clock,
  limiter,
  searchBudget,
  unitOfWork,
}: Pick<Infrastructure, 'settings' | 'database' | 'clock' | 'limiter' | 'searchBudget'> & {
  readonly unitOfWork: UnitOfWork<Repositories>;
}) {
  const users: UserReader = new KnexUserRepository(database, searchBudget);
  const sessions: SessionReader = new KnexSessionRepository(database);
  const hasher = new Argon2PasswordHasher();
  const policy = passwordPolicy(settings);
  const limits = {
    account: { name: 'login-account', ...settings.LIMITS__LOGIN_ACCOUNT },
    address: { name: 'login-address', ...settings.LIMITS__LOGIN_ADDRESS },
  };
  const attempts = new AttemptLimits(limiter, limits, sessions);
  const passwords = new PasswordCheck(attempts, hasher);
  const confirmPassword = new ConfirmPassword(passwords, unitOfWork);
  const confirmOwner = new ConfirmOwner(confirmPassword, clock);
  const registration = settings.AUTH__REGISTRATION;
  return {
    users,
    sessions,
    hasher,
    policy,
    attempts,
    passwords,
    confirmPassword,
    confirmOwner,
    personalData: new KnexPersonalData(database),
    registerUser: new RegisterUser(users, unitOfWork, hasher, { registration, policy }),
    manageUsers: new ManageUsers(users, unitOfWork, clock),
    setPassword: new SetPassword(users, unitOfWork, hasher, policy, clock),
    changePassword: new ChangePassword(users, unitOfWork, confirmPassword, hasher, policy, clock),
    removeOwnAccount: new RemoveOwnAccount(users, unitOfWork, confirmOwner, clock),
  };
}
