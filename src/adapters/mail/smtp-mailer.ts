import type { Transporter } from 'nodemailer';
import type { EmailMessage } from '../../core/identity/email-message.js';
import { type Mailer, MailNotSent } from '../../core/identity/mailer.js';
import type { Tracer } from '../../core/shared/tracer.js';
import { type Email, renderEmail } from './email-texts.js';

export interface SmtpSettings {
  /** smtp://user:password@host:587 (with STARTTLS if the server supports it) or smtps:// */
  readonly url: string;
  /** An address, optionally with a name: `Films <films@example.com>`. */
  readonly from: string;
  /** The origin of the links in emails. */
  readonly publicUrl: string;
  /** The timeout of sending an email, in milliseconds. */
  readonly timeout?: number;
  /** Records each attempt; undefined: there are no traces. */
  readonly tracer?: Tracer | undefined;
}

/** The properties of nodemailer's errors. */
interface SmtpError extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly permanent?: boolean;
  readonly originalCode?: string;
}

/** Sends emails by SMTP (RFC 5321), each on its own connection. */
export class SmtpMailer implements Mailer {
  readonly isConfigured = true;
  #transport: Transporter | undefined;
  readonly #timeout: number;

  constructor(private readonly settings: SmtpSettings) {
    this.#timeout = settings.timeout ?? 25_000;
  }

  /** Loads the library, which only services that send email need. */
  async #createTransport(): Promise<Transporter> {
    const { createTransport } = await import('nodemailer');
    return createTransport({
      url: this.settings.url,
      connectionTimeout: this.#timeout,
      greetingTimeout: this.#timeout,
      socketTimeout: this.#timeout,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  /** Stores the result and not the promise, so that a failure to load the library can be retried. */
  async #open(): Promise<Transporter> {
    this.#transport ??= await this.#createTransport();
    return this.#transport;
  }

  /** Connects and logs in as for an email, with STARTTLS, and sends nothing. @throws MailNotSent */
  async verify(): Promise<void> {
    try {
      await (await this.#open()).verify();
    } catch (error) {
      throw mailNotSent(error as SmtpError);
    }
  }

  async send(message: EmailMessage): Promise<void> {
    const { url, publicUrl, tracer } = this.settings;
    const email = renderEmail(message, publicUrl);
    const { hostname, port } = new URL(url);
    const attributes = { 'server.address': hostname, 'server.port': Number(port) || undefined };
    try {
      const transport = await this.#open();
      const attempt = () => this.#attempt(transport, email);
      const span = () => ({ name: 'SMTP', isCall: true, attributes });
      await (tracer ? tracer.span(span, attempt) : attempt());
    } catch (error) {
      throw mailNotSent(error as SmtpError);
    }
  }

  #attempt(transport: Transporter, { to, ...email }: Email): Promise<unknown> {
    return transport.sendMail({
      ...email,
      // As an object, it is always a single address, even if it contains commas.
      to: { name: '', address: to },
      from: this.settings.from,
      // Suppresses automatic replies (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal: AbortSignal.timeout(this.#timeout),
    });
  }
}

/**
 * Converts an error. A permanent one (5xx) is final only if it concerns the recipient or the message. Rejected
 * credentials or an unknown sender are not final: the operator can correct the settings.
 */
const mailNotSent = ({
  message,
  code,
  originalCode,
  command,
  permanent,
  response,
  responseCode,
}: SmtpError) => {
  const isFinal = permanent === true && (command === 'RCPT TO' || code === 'EMESSAGE');
  const reason = String(responseCode ?? originalCode ?? code ?? 'failed');
  return new MailNotSent(
    reason,
    isFinal,
    `SMTP ${[code, command].filter(Boolean).join(' ')} ${reason}: ${(response ?? message).slice(0, 300)}`,
  );
};
