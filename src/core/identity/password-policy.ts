import { DomainError } from '../shared/errors.js';

/** The longest password there is, in UTF-16 code units: hashing must not be a way to keep us busy. */
export const maxPasswordLength = 256;

/**
 * Length counts, composition does not (NIST SP 800-63B-4 section 3.1.1.2); each Unicode code point is one
 * character.
 */
export interface PasswordPolicy {
  readonly minLength: number;
}

/** @throws DomainError `weak-password`, saying why; `pointer` says where in the request it stood */
export const requireStrongPassword = (policy: PasswordPolicy, password: string, pointer: string): void => {
  if ([...password].length < policy.minLength) {
    const message = `A password has at least ${policy.minLength} characters.`;
    throw new DomainError('weak-password', message, [{ pointer, message, code: 'too-short' }]);
  }
};
