import { databaseReason } from '../adapters/knex/database-reason.js';
import { SettingsError } from '../composition/settings.js';
import { DomainError } from '../core/shared/errors.js';

/** EX_CONFIG of sysexits.h. */
const configurationError = 78;

/** A line for whoever runs the command. It may tell words of a file, which are not to command a terminal. */
export const tell = (line: string): void => {
  process.stderr.write(`${line.replaceAll(/(?!\n)\p{Cc}/gu, '?')}\n`);
};

/** What failed, and where the database was not available, why. */
export const messageOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return error instanceof DomainError && cause !== undefined
    ? `${message} ${databaseReason(cause)}`
    : message;
};

/**
 * Runs a command; what fails is told in a line, without a stack. Exit code 78: the settings are wrong.
 * @param failure the exit code of every other failure
 */
export const command = async (work: () => Promise<unknown>, failure = 1): Promise<void> => {
  try {
    await work();
  } catch (error) {
    tell(messageOf(error));
    process.exit(error instanceof SettingsError ? configurationError : failure);
  }
};
