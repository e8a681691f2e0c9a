import Joi from 'joi';
import type { Knex } from 'knex';
import { Argon2PasswordHasher } from '../adapters/crypto/argon2-password-hasher.js';
import { visibleName } from '../adapters/http/identity/user-schema.js';
import { newEmail } from '../adapters/http/text-schemas.js';
import { bodyValidator } from '../adapters/http/validation.js';
import type { OriginalDatabase } from '../adapters/import/original/original-database.js';
import {
  accountOf,
  columnsWithoutField,
  hasKnownRole,
  hasKnownState,
  type OriginalRow,
} from '../adapters/import/original/original-tables.js';
import { knexRepositories } from '../adapters/knex/knex-repositories.js';
import { KnexUserRepository } from '../adapters/knex/knex-user-repository.js';
import { ImportAccounts } from '../core/identity/import-accounts.js';
import type { Account } from '../core/identity/user.js';
import { shown } from '../core/import/row-fields.js';
import { DomainError } from '../core/shared/errors.js';
import { commandUnitOfWork } from './command-unit-of-work.js';

/** What is rejected, or not stored as it is. */
export interface OriginalReport {
  /** @param row such as `movies 7`. @param what such as `genre "noise" is not stored, …` */
  row(row: string, what: string): void;
  /** A value that has no field here. @param value undefined: it may be secret */
  column(row: string, column: string, value?: unknown): void;
}

/** The result of an account's row. refused: rejected. */
export type AccountResult = 'created' | 'unchanged' | 'refused';

/** The rules of a sign-up, without the password. */
const validPerson = bodyValidator(
  Joi.object<Pick<Account, 'email' | 'visibleName'>, true>({
    email: newEmail().required(),
    visibleName: visibleName().required(),
  }),
);

const describe = ({ role, active }: Pick<Account, 'role' | 'active'>) =>
  `role ${role}, ${active ? 'active' : 'inactive'}`;

/**
 * Imports the accounts of the original service, one per transaction. They are matched by email, and existing ones stay as
 * they are.
 * @param onResult called with the result of each row
 * @throws DomainError `unavailable`; InputError
 */
export const importOriginalAccounts = async (
  original: OriginalDatabase,
  {
    database,
    report,
    signal,
  }: { readonly database: Knex; readonly report: OriginalReport; readonly signal: AbortSignal },
  onResult: (result: AccountResult) => void,
): Promise<void> => {
  const accounts = new ImportAccounts(
    new KnexUserRepository(database),
    commandUnitOfWork(database, knexRepositories([])),
    new Argon2PasswordHasher(),
  );
  /** The id in the original of each account, by its id here. */
  const imported = new Map<number, number>();

  const importRow = async (row: OriginalRow): Promise<AccountResult> => {
    const account = accountOf(row);
    const { email, visibleName } = account;
    const { user, isNew } = await accounts.run({ ...account, ...validPerson({ email, visibleName }) });
    const other = imported.get(user.id);
    if (other !== undefined)
      throw new DomainError('email-taken', `users ${other} has the same email, written in another way`);
    imported.set(user.id, row.id);
    const where = `users ${row.id}`;
    if (isNew && !hasKnownRole(row))
      report.row(where, `role ${shown(row.role)} does not exist here: the account has the role user`);
    if (isNew && !hasKnownState(row))
      report.row(where, `active ${shown(row.active)} is neither true nor false: the account is inactive`);
    if (!isNew && (user.role !== account.role || user.active !== account.active))
      report.row(where, `stays as it is here: ${describe(user)}. In the original: ${describe(account)}`);
    for (const column of columnsWithoutField('users', row)) report.column(where, column);
    return isNew ? 'created' : 'unchanged';
  };

  for await (const rows of original.rows('users'))
    for (const row of rows) {
      signal.throwIfAborted();
      onResult(
        await importRow(row).catch((error: unknown) => {
          if (!(error instanceof DomainError) || error.code === 'unavailable') throw error;
          const reasons = error.violations.map(({ message }) => message);
          report.row(
            `users ${row.id}`,
            `rejected: ${reasons.length > 0 ? reasons.join('; ') : error.message}`,
          );
          return 'refused' as const;
        }),
      );
    }
};
