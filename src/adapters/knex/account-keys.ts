import { domainToASCII, domainToUnicode } from 'node:url';
import { foldCase, foldName } from '../../core/identity/user.js';

/** Splits an email into name and domain. `isInternational`: the domain may have a Unicode and an ASCII form (UTS #46). */
const partsOf = (email: string) => {
  const at = email.lastIndexOf('@') + 1;
  const domain = email.slice(at);
  return { name: email.slice(0, at), domain, isInternational: /[^\0-\x7f]|(?:^|\.)xn--/i.test(domain) };
};

/** Returns the key of an email with its domain in ASCII, which is the same for all forms of the domain. */
export const asciiEmailKey = (email: string): string => {
  const { name, domain, isInternational } = partsOf(email);
  return foldCase(`${name}${(isInternational && domainToASCII(domain)) || domain}`);
};

/**
 * Returns the keys under which an email may be stored, the current form first. Accounts of earlier releases may have the
 * domain in Unicode or in ASCII. Most emails have one key.
 */
export const emailKeys = (email: string): string[] => {
  const { name, domain, isInternational } = partsOf(email);
  const domains = isInternational ? [domain, domainToUnicode(domain), domainToASCII(domain)] : [domain];
  // The conversion of an invalid domain returns ''.
  return [...new Set(domains.filter(Boolean).map((one) => foldCase(`${name}${one}`)))];
};

/**
 * Returns the keys under which a visible name may be stored, the current form first. Earlier releases ignored only the
 * case of names.
 */
export const visibleNameKeys = (visibleName: string): string[] => [
  ...new Set([foldName(visibleName), foldCase(visibleName)]),
];
