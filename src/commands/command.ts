import { databaseReason } from '../adapters/knex/database-reason.js';
import { SettingsError } from '../composition/settings.js';
import { DomainError } from '../core/shared/errors.js';

/** EX_CONFIG of sysexits.h. */
const configurationError = 78;

/** Writes a line to standard error. Replaces control characters, so that text from a file cannot control the terminal. */
export const printError = (line: string): void => {
  process.stderr.write(`${line.replaceAll(/(?!\n)\p{Cc}/gu, '?')}\n`);
};

/** Returns the message of an error, with the cause if the database was unavailable. */
export const messageOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return error instanceof DomainError && cause !== undefined
    ? `${message} ${databaseReason(cause)}`
    : message;
};

/**
 * Runs a program. An error ends it with one line on standard error, without a stack trace, and exit code 78 if the
 * settings are invalid.
 * @param failure exit code of all other errors
 * @returns what `work` returns
 */
export const program = async <T>(work: () => Promise<T>, failure = 1): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    printError(messageOf(error));
    process.exit(error instanceof SettingsError ? configurationError : failure);
  }
};

/** Without a listener, a reader that closes its end of the pipe, such as `head`, would end a command midway. */
const ignoreClosedPipe = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error;
};

/** Like `program`, for a command: it finishes its work even if nobody reads the rest of its output. */
export const command: typeof program = (work, failure) => {
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  return program(work, failure);
};
