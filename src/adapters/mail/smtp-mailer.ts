import type { Transporter } from 'nodemailer';
import type { Letter } from '../../core/identity/letter.js';
import { type Mailer, MailNotSent } from '../../core/identity/mail-ports.js';
import { mailOf } from './letter-texts.js';

export interface SmtpSettings {
  /** smtp://user:password@host:587, with STARTTLS where the server has it; or smtps:// */
  readonly url: string;
  /** An address, or a name and an address: `Films <films@example.com>`. */
  readonly from: string;
  /** The origin of the links in letters. */
  readonly publicUrl: string;
  /** Milliseconds that a letter may take. */
  readonly patience?: number;
}

/** What the library says of a failure. */
interface SmtpError extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly permanent?: boolean;
  readonly originalCode?: string;
}

/** Sends letters by SMTP (RFC 5321), on a connection for each. */
export class SmtpMailer implements Mailer {
  readonly isConfigured = true;
  #transport: Transporter | undefined;
  readonly #patience: number;

  constructor(private readonly settings: SmtpSettings) {
    this.#patience = settings.patience ?? 25_000;
  }

  /** With the library, which is loaded for the first letter. */
  async #makeTransport(): Promise<Transporter> {
    const { createTransport } = await import('nodemailer');
    return createTransport({
      url: this.settings.url,
      connectionTimeout: this.#patience,
      greetingTimeout: this.#patience,
      socketTimeout: this.#patience,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(letter: Letter): Promise<void> {
    const { from, publicUrl } = this.settings;
    const mail = mailOf(letter, publicUrl);
    try {
      // Kept once it is there: a promise of it would fail for ever if it failed once.
      this.#transport ??= await this.#makeTransport();
      await this.#transport.sendMail({
        ...mail,
        // As an object it is one address, whatever is in it.
        to: { name: '', address: mail.to },
        from,
        // Nobody's holiday reply (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal: AbortSignal.timeout(this.#patience),
      });
    } catch (error) {
      throw notSent(error as SmtpError);
    }
  }
}

/**
 * Only what the server says of the one who gets it, or of the mail itself, is final: that it does not let us in, or does
 * not know who sends, is for whoever runs the service to put right.
 */
const notSent = ({ message, code, originalCode, command, permanent, response, responseCode }: SmtpError) => {
  const isFinal = permanent === true && (command === 'RCPT TO' || code === 'EMESSAGE');
  const reason = String(responseCode ?? originalCode ?? code ?? 'failed');
  return new MailNotSent(
    reason,
    isFinal,
    `SMTP ${[code, command].filter(Boolean).join(' ')} ${reason}: ${(response ?? message).slice(0, 300)}`,
  );
};
