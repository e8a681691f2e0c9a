import type { Initiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import type { Letter, LetterKind } from './letter.js';
import type { OneTimeToken, Purpose } from './one-time-token.js';

/** Why a letter did not go out. Holds nothing of its content, and may be logged. */
export class MailNotSent extends Error {
  /**
   * @param reason in short, for the audit trail: `ECONNREFUSED`, `550`; nothing personal
   * @param isFinal whether trying again is of no use
   * @param message the same for whoever runs the service
   */
  constructor(
    readonly reason: string,
    readonly isFinal: boolean,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'MailNotSent';
  }
}

/** The way out for letters. */
export interface Mailer {
  /** False: every email fails, because no way to send one is configured. */
  readonly isConfigured: boolean;
  /**
   * Resolves when somebody else has taken on to deliver it, and settles within half a minute.
   * @throws MailNotSent
   */
  send(letter: Letter): Promise<void>;
}

/**
 * For what only an email can finish, such as choosing a password by a link.
 * @throws DomainError `mail-not-configured`
 */
export const requireMail = ({ isConfigured }: Pick<Mailer, 'isConfigured'>): void => {
  if (!isConfigured)
    throw new DomainError('mail-not-configured', 'This needs an email, and this service cannot send any.');
};

/** A letter that is to be written: what it is about, and never what makes its link work. */
export interface Errand {
  readonly kind: LetterKind;
  /** Null: of whoever has the address, should anybody have it. */
  readonly userId: number | null;
  readonly to: string;
  /** Who caused it, as the audit trail will tell. */
  readonly by: Initiator;
}

/** An errand that nobody else does until its lease is over. */
export interface ClaimedErrand extends Errand {
  readonly id: string;
  /** How often it was tried, this time included. */
  readonly attempts: number;
}

/** An email job that makes others needless. */
export interface ReplacingJob {
  readonly id: string;
  readonly kinds: readonly LetterKind[];
  readonly userId: number;
  readonly email: string;
}

/** The email jobs, inside a unit of work. Times are the database's. */
export interface MailQueue {
  /** It is due at once: as soon as the unit of work is committed. */
  add(errand: Errand): Promise<void>;
  /** What has waited longest of what is due. For `lease` seconds nobody else gets it; then it is due again. */
  claim(lease: number): Promise<ClaimedErrand | undefined>;
  /** @param pause in seconds */
  postpone(id: string, pause: number): Promise<void>;
  /** It is done, or will never be. */
  remove(id: string): Promise<void>;
  /** Removes the other jobs of these kinds for a user, by id or by an address, case ignored: this one replaces them. */
  removeReplaced(job: ReplacingJob): Promise<void>;
  /** Those of whoever has that address, case ignored, will never be; those of a user it says nothing of. */
  removeAllTo(email: string): Promise<void>;
  /** Of a user who goes: from where they asked for letters to others. */
  forgetAddressesOf(userId: number): Promise<void>;
}

/** What a used token has verified. */
export interface Verification {
  readonly userId: number;
  readonly email: string;
}

/** The hashes of the one-time tokens, for reading. All methods throw `unavailable`. */
export interface OneTimeTokenReader {
  /** The unused one with that hash, for one of these purposes, unless it is over at `now`. */
  find(hash: string, purposes: readonly Purpose[], now: Date): Promise<OneTimeToken | undefined>;
  /** What the used one with that hash has verified, unless it is over at `now`. */
  findUsed(hash: string, now: Date): Promise<Verification | undefined>;
  /** When the one of a user and purpose ends or has ended; undefined: there is none. */
  expiryOf(userId: number, purpose: Purpose): Promise<Date | undefined>;
}

/** The hashes of the one-time tokens, at most one for each user and purpose, inside a unit of work. */
export interface OneTimeTokenRepository extends OneTimeTokenReader {
  /** Ends the one before it. */
  put(token: OneTimeToken): Promise<void>;
  /** Ends it. Returns true for exactly one of many callers. */
  take(hash: string): Promise<boolean>;
  /** Marks it as used: it has verified this email. Returns true for exactly one of many callers. */
  use(hash: string, email: string): Promise<boolean>;
  /** Ends all of a user, but for those of one purpose. */
  endAll(userId: number, but?: Purpose): Promise<void>;
}
