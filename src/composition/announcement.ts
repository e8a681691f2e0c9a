import { apiBase } from '../adapters/http/api-base.js';
import type { Email } from '../adapters/mail/email-texts.js';
import type { Settings } from './settings.js';

/** Printed after a successful start. */
export interface Announcement {
  /** `http://127.0.0.1:8000` */
  readonly url: string;
  readonly page?: string;
  readonly docs?: string;
  readonly metrics?: string;
  readonly version: string;
  /** `embedded database in ./data, in-process cache` */
  readonly runsOn: string;
  /** How to move the embedded database to Postgres. */
  readonly move?: string;
  /** Only if this start created it. The password is not shown again. */
  readonly firstAdmin?: { readonly email: string; readonly password: string };
}

/** Writes to standard output, bypassing the log: plain lines, or one line of JSON. */
const print = ({ LOG__FORMAT }: Settings, lines: readonly string[], message: string, fields: object) => {
  const isPretty = (LOG__FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json')) === 'pretty';
  const timestamp = new Date().toISOString();
  const output = isPretty
    ? lines.join('\n')
    : JSON.stringify({ timestamp, level: 'info', message, ...fields });
  process.stdout.write(`${output}\n`);
};

/** Prints where the service listens. */
export const announce = (announcement: Announcement, settings: Settings): void => {
  const { url, page, docs, metrics, version, runsOn, move, firstAdmin } = announcement;
  const lines = [
    ...(page ? [`Page: ${page}`] : []),
    `API: ${url}${apiBase}`,
    ...(docs ? [`Documentation: ${docs}`] : []),
    ...(metrics ? [`Metrics: ${metrics}`] : []),
    `Runs on: ${runsOn}`,
    ...(move ? [`To move to Postgres: ${move}`] : []),
    `Release: ${version}`,
    ...(firstAdmin ? [`First admin: ${firstAdmin.email}  password: ${firstAdmin.password}`] : []),
  ];
  print(settings, lines, 'listening', announcement);
};

/** In development, returns a function that prints an email, including its link; elsewhere undefined. */
export const mailPrinter = (settings: Settings) =>
  settings.NODE_ENV === 'development'
    ? ({ to, subject, text }: Email): void => {
        const lines = ['', `Email to ${to} (not sent: SMTP__URL is not set): ${subject}`, '', text];
        print(settings, lines, 'email not sent: SMTP__URL is not set', { to, subject, text });
      }
    : undefined;
