import { apiBase } from '../adapters/http/api-base.js';
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

/**
 * Writes it to standard output, and nowhere else: a few lines for people, or one line of JSON for machines.
 */
export const announce = (announcement: Announcement, { LOG__FORMAT }: Settings): void => {
  const { url, docs, runsOn, firstAdmin } = announcement;
  const isPretty = (LOG__FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json')) === 'pretty';
  const lines = isPretty
    ? [
        `API: ${url}${apiBase}`,
        ...(docs ? [`Documentation: ${docs}`] : []),
        `Runs on: ${runsOn}`,
        ...(firstAdmin ? [`First admin: ${firstAdmin.email}  password: ${firstAdmin.password}`] : []),
      ]
    : [
        JSON.stringify({
          timestamp: new Date().toISOString(),
          level: 'info',
          message: 'listening',
          ...announcement,
        }),
      ];
  process.stdout.write(`${lines.join('\n')}\n`);
};
