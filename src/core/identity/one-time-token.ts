import { DomainError } from '../shared/errors.js';
import type { EmailKind } from './email-message.js';

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
export const resetLinkLifetime = 30 * 60;

/** The letters with a link, and the seconds for which it is good. The others only tell. */
export const emailLinks: Readonly<Partial<Record<EmailKind, { purpose: Purpose; life: number }>>> = {
  invitation: { purpose: 'invitation', life: 7 * 24 * 3600 },
  reset: { purpose: 'reset', life: resetLinkLifetime },
  'forced-reset': { purpose: 'reset', life: resetLinkLifetime },
  verification: { purpose: 'verification', life: resetLinkLifetime },
};

/** Seconds in which no newer link of the same purpose replaces one. */
const minLinkInterval = 60;

/** Whether a link that is good until `expiry` was made less than a minute ago. */
export const isRecentLink = (life: number, expiry: Date | undefined, now: Date): boolean =>
  expiry !== undefined && expiry.getTime() > now.getTime() + (life - minLinkInterval) * 1000;

/** The kinds of emails whose link has that purpose. */
export const emailKindsFor = (purpose: Purpose): EmailKind[] =>
  (Object.keys(emailLinks) as EmailKind[]).filter((kind) => emailLinks[kind]?.purpose === purpose);

/** One answer, whatever is wrong with it. */
export const oneTimeTokenInvalid = (): DomainError => {
  const message = 'This link was used, is too old, or was replaced by a newer one: ask for another letter.';
  return new DomainError('one-time-token-invalid', message, [
    { pointer: '/token', message, code: 'one-time-token-invalid' },
  ]);
};
