import { apiBase } from '../adapters/http/api-base.js';
import type { Mail } from '../adapters/mail/letter-texts.js';
import type { Settings } from './settings.js';

/** What people want to know of a service that has just started. */
export interface Announcement {
  /** `http://127.0.0.1:8000` */
  readonly url: string;
  readonly docs?: string;
  /** `embedded database in ./data, in-process cache` */
  readonly runsOn: string;
  /** Only when it was made just now: nothing tells the password again. */
  readonly firstAdmin?: { readonly email: string; readonly password: string };
}

/** Writes to standard output, and nowhere else: lines for people, or one line of JSON for machines. */
const tell = ({ LOG__FORMAT }: Settings, lines: readonly string[], message: string, fields: object) => {
  const isPretty = (LOG__FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json')) === 'pretty';
  const timestamp = new Date().toISOString();
  const told = isPretty ? lines.join('\n') : JSON.stringify({ timestamp, level: 'info', message, ...fields });
  process.stdout.write(`${told}\n`);
};

export const announce = (announcement: Announcement, settings: Settings): void => {
  const { url, docs, runsOn, firstAdmin } = announcement;
  const lines = [
    `API: ${url}${apiBase}`,
    ...(docs ? [`Documentation: ${docs}`] : []),
    `Runs on: ${runsOn}`,
    ...(firstAdmin ? [`First admin: ${firstAdmin.email}  password: ${firstAdmin.password}`] : []),
  ];
  tell(settings, lines, 'listening', announcement);
};

/** Shows a letter, with what makes its link work, to whoever tries the service out. Undefined: nobody does. */
export const printMailBy = (settings: Settings) =>
  settings.NODE_ENV === 'development'
    ? ({ to, subject, text }: Mail): void => {
        const lines = ['', `Letter to ${to}, not sent without SMTP__URL: ${subject}`, '', text];
        tell(settings, lines, 'a letter, not sent without SMTP__URL', { to, subject, text });
      }
    : undefined;
