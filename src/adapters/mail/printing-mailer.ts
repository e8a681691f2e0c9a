import type { EmailMessage } from '../../core/identity/email-message.js';
import type { Mailer } from '../../core/identity/mailer.js';
import { type Email, renderEmail } from './email-texts.js';

/** For development: prints emails, with their links, instead of sending them. */
export class PrintingMailer implements Mailer {
  readonly isConfigured = true;
  constructor(
    private readonly publicUrl: string,
    private readonly print: (email: Email) => void,
  ) {}

  async send(message: EmailMessage): Promise<void> {
    this.print(renderEmail(message, this.publicUrl));
  }
}
