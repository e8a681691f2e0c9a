import type { Letter } from '../../../src/core/identity/letter.js';
import { type Mailer, MailNotSent } from '../../../src/core/identity/mail-ports.js';

/** Takes letters, unless it is told what is wrong with it. */
export class FakeMailer implements Mailer {
  isConfigured = true;
  readonly taken: Letter[] = [];
  trouble: { readonly reason: string; readonly isFinal: boolean } | undefined;

  async send(letter: Letter): Promise<void> {
    if (this.trouble !== undefined)
      throw new MailNotSent(this.trouble.reason, this.trouble.isFinal, 'no letters today');
    this.taken.push(letter);
  }
}
