import { HttpError } from '../../src/adapters/http/http-error.js';
import { DomainError } from '../../src/core/shared/errors.js';

/** Returns the error that `work` reports to a client. Any other error is thrown, and so is one if there is none. */
export const errorOf = async (work: () => unknown): Promise<DomainError | HttpError> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof DomainError || error instanceof HttpError) return error;
    throw error;
  }
  throw new Error('nothing was rejected');
};

/** The code of that error. */
export const errorCode = async (work: () => unknown) => (await errorOf(work)).code;

/** The pointers or parameters of that error. */
export const errorPlaces = async (work: () => unknown) => {
  const error = await errorOf(work);
  const details = error instanceof DomainError ? error.violations : error.details;
  return details.map((detail) => ('pointer' in detail ? detail.pointer : detail.parameter));
};
