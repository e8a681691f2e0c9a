import type { EmailMessage } from '../../../src/core/identity/email-message.js';
import { type Mailer, MailNotSent } from '../../../src/core/identity/mailer.js';

/** Accepts emails, unless `trouble` is set. */
export class FakeMailer implements Mailer {
  isConfigured = true;
  readonly taken: EmailMessage[] = [];
  trouble: { readonly reason: string; readonly isFinal: boolean } | undefined;

  async send(message: EmailMessage): Promise<void> {
    if (this.trouble !== undefined)
      throw new MailNotSent(this.trouble.reason, this.trouble.isFinal, 'no emails today');
    this.taken.push(message);
  }
}
