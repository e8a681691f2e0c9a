import type { Letter } from '../../core/identity/letter.js';
import type { Mailer } from '../../core/identity/mail-ports.js';
import { type Mail, mailOf } from './letter-texts.js';

/** For trying the service out: shows letters to whoever runs it, with the links in them. */
export class PrintingMailer implements Mailer {
  readonly isConfigured = true;
  constructor(
    private readonly publicUrl: string,
    private readonly print: (mail: Mail) => void,
  ) {}

  async send(letter: Letter): Promise<void> {
    this.print(mailOf(letter, this.publicUrl));
  }
}
