import type { Letter } from '../../core/identity/letter.js';
import { type Mailer, MailNotSent } from '../../core/identity/mail-ports.js';

/** Where no way out is set: gives every letter up, so that the audit trail tells. */
export class NoMailer implements Mailer {
  readonly isConfigured = false;

  async send(_letter: Letter): Promise<void> {
    throw new MailNotSent('no-smtp', true, 'There is no SMTP__URL to send letters by.');
  }
}
