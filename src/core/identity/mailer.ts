import { DomainError } from '../shared/errors.js';
import type { EmailMessage } from './email-message.js';

/** An email was not sent. Contains nothing of the email, so it may be logged. */
export class MailNotSent extends Error {
  /**
   * @param reason a short code for the audit trail, without personal data: `ECONNREFUSED`, `550`
   * @param isFinal whether another attempt would fail too
   * @param message the reason, for the operator's log
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

/** Sends emails. */
export interface Mailer {
  /** False: every email fails, because no SMTP server is configured. */
  readonly isConfigured: boolean;
  /**
   * Resolves when another server has accepted the email for delivery. Settles within 30 seconds.
   * @throws MailNotSent
   */
  send(message: EmailMessage): Promise<void>;
}

/**
 * For requests that only an email can complete, such as a password reset.
 * @throws DomainError `mail-not-configured`
 */
export const requireMail = ({ isConfigured }: Pick<Mailer, 'isConfigured'>): void => {
  if (!isConfigured)
    throw new DomainError(
      'mail-not-configured',
      'This request needs an email, but the service has no mail server.',
    );
};
