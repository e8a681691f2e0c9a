import type { EmailMessage } from '../../../src/core/identity/email-message.js';
import { type Mailer, MailNotSent } from '../../../src/core/identity/mailer.js';

/** Takes letters, unless it is told what is wrong with it. */
export class FakeMailer implements Mailer {
  isConfigured = true;
  readonly taken: EmailMessage[] = [];
  trouble: { readonly reason: string; readonly isFinal: boolean } | undefined;

  async send(letter: EmailMessage): Promise<void> {
    if (this.trouble !== undefined)
      throw new MailNotSent(this.trouble.reason, this.trouble.isFinal, 'no letters today');
    this.taken.push(letter);
  }
}
