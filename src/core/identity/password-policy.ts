import { DomainError, type Violation } from '../shared/errors.js';
import { type Account, foldCase } from './user.js';

/** The longest password there is, in characters: hashing must not be a way to keep us busy. */
export const maxPasswordLength = 256;

/** Passwords that are guessed first, since others have chosen them or because they follow a pattern. */
export interface CommonPasswords {
  has(password: string): Promise<boolean>;
}

/**
 * Length counts, composition does not (NIST SP 800-63B-4 section 3.1.1.2); each Unicode code point is one character, in
 * the form in which a password is hashed.
 */
export interface PasswordPolicy {
  readonly minLength: number;
  readonly common: CommonPasswords;
}

type Owner = Pick<Account, 'email' | 'visibleName'>;

/** @throws DomainError `weak-password`, saying why; `pointer` says where in the request it stood */
export const requireStrongPassword = async (
  { minLength, common }: PasswordPolicy,
  password: string,
  pointer: string,
  owner: Owner,
): Promise<void> => {
  const reasons: Omit<Violation, 'pointer'>[] = [];
  const hashed = password.normalize('NFKC');
  if ([...hashed].length < minLength) {
    reasons.push({ code: 'too-short', message: `A password has at least ${minLength} characters.` });
  } else if (await common.has(hashed)) {
    reasons.push({ code: 'common', message: 'This is one of the passwords that are guessed first.' });
  }
  if (isMostlyPersonal(password, owner)) {
    reasons.push({
      code: 'personal',
      message: 'A password is more than the name or the email of its account.',
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

/** Whether less than half of the password is left once the names of its owner, and what is no letter or digit, are gone. */
const isMostlyPersonal = (password: string, owner: Owner): boolean => {
  const folded = foldCase(password);
  const names = namesOf(owner).filter((name) => folded.includes(name));
  const left = names.reduce((rest, name) => rest.replaceAll(name, ''), folded);
  return names.length > 0 && letters(left) * 2 < [...folded].length;
};

/** How many letters and digits there are. */
const letters = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

/** The longest first, so that none takes a part out of another. */
const namesOf = ({ email, visibleName }: Owner): string[] => {
  const whole = [email, visibleName].map(foldCase);
  const parts = whole.flatMap((name) => [...name.split('@'), ...name.split(/[^\p{L}\p{N}]+/u)]);
  return [...new Set([...whole, ...parts])]
    .filter((name) => letters(name) >= 3)
    .sort((a, b) => b.length - a.length);
};
