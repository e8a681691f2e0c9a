import type { Letter } from '../../core/identity/letter.js';
import type { Mailer } from '../../core/identity/mail-ports.js';
import { type Email, renderEmail } from './email-texts.js';

/** For development: prints emails, with their links, instead of sending them. */
export class PrintingMailer implements Mailer {
  readonly isConfigured = true;
  constructor(
    private readonly publicUrl: string,
    private readonly print: (email: Email) => void,
  ) {}

  async send(letter: Letter): Promise<void> {
    this.print(renderEmail(letter, this.publicUrl));
  }
}
