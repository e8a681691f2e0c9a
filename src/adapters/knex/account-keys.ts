import { domainToASCII, domainToUnicode } from 'node:url';
import { foldCase, foldName } from '../../core/identity/user.js';

/** Name and domain of an email, and whether the domain has a form in Unicode and one in ASCII (UTS #46). */
const partsOf = (email: string) => {
  const at = email.lastIndexOf('@') + 1;
  const domain = email.slice(at);
  return { name: email.slice(0, at), domain, isInternational: /[^\0-\x7f]|(?:^|\.)xn--/i.test(domain) };
};

/** The key of an email with its domain in ASCII: the same for all its forms. */
export const asciiEmailKey = (email: string): string => {
  const { name, domain, isInternational } = partsOf(email);
  return foldCase(`${name}${(isInternational && domainToASCII(domain)) || domain}`);
};

/**
 * The keys that an email may be stored under, its own first: an account from before domains had one form may have the
 * domain in Unicode or in ASCII. Most emails have one.
 */
export const emailKeys = (email: string): string[] => {
  const { name, domain, isInternational } = partsOf(email);
  const domains = isInternational ? [domain, domainToUnicode(domain), domainToASCII(domain)] : [domain];
  // An invalid domain has no other form.
  return [...new Set(domains.filter(Boolean).map((one) => foldCase(`${name}${one}`)))];
};

/** The keys that a visible name may be stored under, its own first: names used to be compared by case alone. */
export const visibleNameKeys = (visibleName: string): string[] => [
  ...new Set([foldName(visibleName), foldCase(visibleName)]),
];
