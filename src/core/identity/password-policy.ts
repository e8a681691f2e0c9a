import { DomainError, type Violation } from '../shared/errors.js';
import { type Account, foldCase } from './user.js';

/** Maximum length in characters, so that hashing cannot be used to overload the service. */
export const maxPasswordLength = 256;

/** The minimum length of accounts with a second factor (NIST SP 800-63B-4 section 3.1.1.2). */
export const minLengthWithSecondFactor = 8;

/** Passwords that attackers try first: common ones, and those that follow a pattern. */
export interface CommonPasswords {
  has(password: string): Promise<boolean>;
}

/**
 * Passwords have a minimum length and no composition rules (NIST SP 800-63B-4 section 3.1.1.2). Each Unicode code point
 * of the normalized password counts as one character.
 */
export interface PasswordPolicy {
  /** The minimum length of accounts without a second factor, at least that of accounts with one. */
  readonly minLength: number;
  readonly common: CommonPasswords;
}

type Owner = Pick<Account, 'email' | 'visibleName'> & Partial<Pick<Account, 'secondFactor'>>;

/** @param pointer to the password in the request. @throws DomainError `weak-password`, with all reasons */
export const requireStrongPassword = async (
  { minLength, common }: PasswordPolicy,
  password: string,
  pointer: string,
  owner: Owner,
): Promise<void> => {
  const reasons: Omit<Violation, 'pointer'>[] = [];
  const hashed = password.normalize('NFKC');
  const shortest = owner.secondFactor ? minLengthWithSecondFactor : minLength;
  if (lengthOf(password) < shortest) {
    reasons.push(tooShort(shortest));
  } else if (await common.has(hashed)) {
    reasons.push({ code: 'common', message: 'This password is easy to guess.' });
  }
  if (isMostlyPersonal(password, owner)) {
    reasons.push({
      code: 'personal',
      message: 'This password consists mostly of the name or email of its account.',
    });
  }
  const [first] = reasons;
  if (first === undefined) return;
  throw new DomainError(
    'weak-password',
    first.message,
    reasons.map((reason) => ({ pointer, ...reason })),
  );
};

const lengthOf = (password: string): number => [...password.normalize('NFKC')].length;

const tooShort = (minLength: number): Omit<Violation, 'pointer'> => ({
  code: 'too-short',
  message: `This password is too short: use at least ${minLength} characters.`,
});

/** A password that was checked with `requireStrongPassword`, and its hash. */
export interface ChosenPassword {
  readonly password: string;
  readonly passwordHash: string;
  /** To the password in the request. */
  readonly pointer: string;
}

/**
 * The account with this password, inside the unit of work that has locked it. As links do, a pending email ends.
 * @throws DomainError `weak-password` if the password needs a second factor, and the account has lost it meanwhile
 */
export const withPassword = <A extends Account>(
  { minLength }: PasswordPolicy,
  current: A,
  { password, passwordHash, pointer }: ChosenPassword,
): A => {
  const shortPassword = lengthOf(password) < minLength;
  if (shortPassword && !current.secondFactor) {
    const reason = tooShort(minLength);
    throw new DomainError('weak-password', reason.message, [{ pointer, ...reason }]);
  }
  return { ...current, passwordHash, shortPassword, pendingEmail: null };
};

/** Whether less than half of the password remains without the owner's names and anything but letters and digits. */
const isMostlyPersonal = (password: string, owner: Owner): boolean => {
  const folded = foldCase(password);
  const names = namesOf(owner).filter((name) => folded.includes(name));
  const remainder = names.reduce((rest, name) => rest.replaceAll(name, ''), folded);
  return names.length > 0 && countLettersAndDigits(remainder) * 2 < [...folded].length;
};

const countLettersAndDigits = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

/** The longest first, so that removing one does not break up another. */
const namesOf = ({ email, visibleName }: Owner): string[] => {
  const whole = [email, visibleName].map(foldCase);
  const parts = whole.flatMap((name) => [...name.split('@'), ...name.split(/[^\p{L}\p{N}]+/u)]);
  return [...new Set([...whole, ...parts])]
    .filter((name) => countLettersAndDigits(name) >= 3)
    .sort((a, b) => b.length - a.length);
};
