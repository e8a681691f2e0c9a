import { DomainError } from '../shared/errors.js';
import type { LetterKind } from './letter.js';

/** What a token from a letter is good for. A newer one ends an older one of the same purpose, and no other. */
export type Purpose = 'invitation' | 'reset' | 'verification';

/** What is kept of such a token. */
export interface OneTimeToken {
  /** Its SHA-256, base64url. */
  readonly hash: string;
  readonly userId: number;
  readonly purpose: Purpose;
  readonly expiresAt: Date;
}

/** The purposes by whose tokens one may choose a password. */
export const passwordPurposes: readonly Purpose[] = ['reset', 'invitation'];

/** Seconds for which a link to choose a password is good. */
export const resetLife = 30 * 60;

/** The letters with a link, and the seconds for which it is good. The others only tell. */
export const linkOf: Readonly<Partial<Record<LetterKind, { purpose: Purpose; life: number }>>> = {
  invitation: { purpose: 'invitation', life: 7 * 24 * 3600 },
  reset: { purpose: 'reset', life: resetLife },
  'forced-reset': { purpose: 'reset', life: resetLife },
  verification: { purpose: 'verification', life: resetLife },
};

/** Seconds in which no newer link of the same purpose replaces one. */
const protectedFor = 60;

/** Whether a link that is good until `expiry` was made less than a minute ago. */
export const isFresh = (life: number, expiry: Date | undefined, now: Date): boolean =>
  expiry !== undefined && expiry.getTime() > now.getTime() + (life - protectedFor) * 1000;

/** The kinds of emails whose link has that purpose. */
export const kindsOf = (purpose: Purpose): LetterKind[] =>
  (Object.keys(linkOf) as LetterKind[]).filter((kind) => linkOf[kind]?.purpose === purpose);

/** One answer, whatever is wrong with it. */
export const oneTimeTokenInvalid = (): DomainError => {
  const message = 'This link was used, is too old, or was replaced by a newer one: ask for another letter.';
  return new DomainError('one-time-token-invalid', message, [
    { pointer: '/token', message, code: 'one-time-token-invalid' },
  ]);
};
