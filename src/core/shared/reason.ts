/** The part of Node's and the drivers' errors that says what failed. */
interface CodedError {
  readonly message?: string;
  /** `ECONNREFUSED`, or an SQLSTATE. */
  readonly code?: string;
  /** Of an AggregateError: one for each address that was tried. */
  readonly errors?: readonly unknown[];
}

/**
 * What an error says, with its code: `password authentication failed for user "ada" (28P01)`. The attempts of an
 * AggregateError, which has no message of its own, are listed.
 */
export const reasonOf = (error: unknown): string => {
  const { message, code, errors } = (error ?? {}) as CodedError;
  if (!message && errors !== undefined) return errors.map(reasonOf).join(', ');
  if (!message) return code ?? String(error);
  return code === undefined || message.includes(code) ? message : `${message} (${code})`;
};

/** The same for a file whose path may not be repeated: `EACCES: permission denied`. */
export const reasonWithoutPath = (error: unknown): string => reasonOf(error).replace(/, \w+ '.*'$/s, '');
