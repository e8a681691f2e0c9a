import type { Log, LogFields } from '../../src/core/shared/log.js';

export interface LogLine extends LogFields {
  readonly level: 'error' | 'warn' | 'info';
  readonly message: string;
}

/** A log that stores its lines. */
export const remembering = (lines: LogLine[]): Log => ({
  error: (message, fields) => lines.push({ level: 'error', message, ...fields }),
  warn: (message, fields) => lines.push({ level: 'warn', message, ...fields }),
  info: (message, fields) => lines.push({ level: 'info', message, ...fields }),
});
