import type { EmailMessage } from '../../core/identity/email-message.js';
import { type Mailer, MailNotSent } from '../../core/identity/mailer.js';

/** For a service without SMTP__URL: every email fails permanently, and the audit trail records it. */
export class NoMailer implements Mailer {
  readonly isConfigured = false;

  async send(_message: EmailMessage): Promise<void> {
    throw new MailNotSent('no-smtp', true, 'No email can be sent, because SMTP__URL is not set.');
  }
}
