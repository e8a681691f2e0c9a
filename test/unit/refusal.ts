import { HttpError } from '../../src/adapters/http/http-error.js';
import { DomainError } from '../../src/core/shared/errors.js';

/** What `work` is refused with; anything else it throws goes on, and that it is not refused is an error. */
export const refusal = async (work: () => unknown): Promise<DomainError | HttpError> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof DomainError || error instanceof HttpError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

/** The code of that refusal. */
export const refusalCode = async (work: () => unknown) => (await refusal(work)).code;

/** Where the refusal says that something is wrong: pointers or parameters, with codes. */
export const refusalPlaces = async (work: () => unknown) => {
  const error = await refusal(work);
  const details = error instanceof DomainError ? error.violations : error.details;
  return details.map((detail) => ('pointer' in detail ? detail.pointer : detail.parameter));
};
