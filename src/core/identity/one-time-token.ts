import { DomainError } from '../shared/errors.js';
import type { EmailKind } from './email-message.js';

/** What an emailed token allows. A newer token replaces only an older one of the same purpose. */
export type Purpose = 'invitation' | 'reset' | 'verification' | 'email-change';

/** The stored form of an emailed token. */
export interface OneTimeToken {
  /** The SHA-256 of the token, base64url. */
  readonly hash: string;
  readonly userId: number;
  readonly purpose: Purpose;
  readonly expiresAt: Date;
}

/** The purposes whose tokens allow setting a password. */
export const passwordPurposes: readonly Purpose[] = ['reset', 'invitation'];

/** Lifetime of links to reset a password, in seconds. */
export const resetLinkLifetime = 30 * 60;

/** The emails with a link, and its lifetime in seconds. The other emails are notifications. */
export const emailLinks: Readonly<Partial<Record<EmailKind, { purpose: Purpose; lifetimeSeconds: number }>>> =
  {
    invitation: { purpose: 'invitation', lifetimeSeconds: 7 * 24 * 3600 },
    reset: { purpose: 'reset', lifetimeSeconds: resetLinkLifetime },
    'forced-reset': { purpose: 'reset', lifetimeSeconds: resetLinkLifetime },
    verification: { purpose: 'verification', lifetimeSeconds: resetLinkLifetime },
    'email-change': { purpose: 'email-change', lifetimeSeconds: resetLinkLifetime },
  };

/** Seconds before a newer link of the same purpose may replace one. */
const minLinkInterval = 60;

/** Whether a link that expires at `expiry` was created less than a minute ago. */
export const isRecentLink = (lifetimeSeconds: number, expiry: Date | undefined, now: Date): boolean =>
  expiry !== undefined && expiry.getTime() > now.getTime() + (lifetimeSeconds - minLinkInterval) * 1000;

/** The kinds of emails whose link has that purpose. */
export const emailKindsFor = (purpose: Purpose): EmailKind[] =>
  (Object.keys(emailLinks) as EmailKind[]).filter((kind) => emailLinks[kind]?.purpose === purpose);

/** The same error, whatever is wrong with the token. */
export const oneTimeTokenInvalid = (): DomainError => {
  const message = 'This link was used, has expired, or was replaced by a newer one. Request a new email.';
  return new DomainError('one-time-token-invalid', message, [
    { pointer: '/token', message, code: 'one-time-token-invalid' },
  ]);
};
