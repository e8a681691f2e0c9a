import { inspect } from 'node:util';
import {
  format,
  type LogEntry,
  type Logform,
  type Logger,
  createLogger as makeLogger,
  transports,
} from 'winston';
import type { Log, LogFields } from '../../core/shared/log.js';

export interface LogSettings {
  readonly level: 'error' | 'warn' | 'info';
  /** Without one: `pretty` on a terminal, `json` elsewhere. */
  readonly format?: 'json' | 'pretty' | undefined;
}

/** What an error says of itself; its stack names files and lines of ours, so it stays in the log. */
const told = (value: unknown, depth = 0): unknown =>
  value instanceof Error
    ? {
        name: value.name,
        message: value.message,
        stack: value.stack,
        ...('code' in value && { code: value.code }),
        // One for each address that was tried.
        ...(value instanceof AggregateError &&
          depth < 5 && { errors: value.errors.map((error) => told(error, depth + 1)) }),
        ...(value.cause !== undefined && depth < 5 && { cause: told(value.cause, depth + 1) }),
      }
    : value;

const stacksOf = (told: unknown): string[] => {
  const { stack, cause } = (told ?? {}) as { stack?: string; cause?: unknown };
  return stack === undefined ? [] : [stack, ...stacksOf(cause)];
};

const pretty = format.printf(({ level, message, timestamp, ...fields }) => {
  const stacks = Object.values(fields).flatMap(stacksOf);
  const pairs = Object.entries(fields)
    .filter(([, value]) => stacksOf(value).length === 0)
    .map(([name, value]) => ` ${name}=${inspect(value, { breakLength: Infinity })}`);
  const time = String(timestamp).slice(11, 23);
  return `${time} ${level} ${message}${pairs.join('')}${stacks.map((stack) => `\n${stack}`).join('')}`;
});

/** Where a format of winston leaves what it made. */
const lineOf = Symbol.for('message');
const patientJson = format.json();

/** As winston's own, which sorts the names and looks for circles, is left to do where there is one, or a bigint. */
const json = format.printf((info) => {
  try {
    return JSON.stringify(info);
  } catch {
    return String((patientJson.transform(info, {}) as Logform.TransformableInfo)[lineOf]);
  }
});

/**
 * Writes one line per event to standard output. `context` adds what is known of the request under way.
 */
export class WinstonLog implements Log {
  readonly #logger: Logger;

  constructor(
    settings: LogSettings,
    private readonly context: () => LogFields,
    output: NodeJS.WritableStream = process.stdout,
  ) {
    const isPretty = (settings.format ?? (process.stdout.isTTY ? 'pretty' : 'json')) === 'pretty';
    this.#logger = makeLogger({
      level: settings.level,
      format: isPretty ? format.combine(format.colorize(), pretty) : json,
      transports: [new transports.Stream({ stream: output })],
    });
  }

  error(message: string, fields?: LogFields) {
    this.#write('error', message, fields);
  }

  warn(message: string, fields?: LogFields) {
    this.#write('warn', message, fields);
  }

  info(message: string, fields?: LogFields) {
    this.#write('info', message, fields);
  }

  #write(level: string, message: string, fields: LogFields = {}) {
    const own = { timestamp: new Date().toISOString(), level, message };
    const line: LogEntry = { ...own, ...this.context(), ...fields };
    for (const name in fields) {
      if (fields[name] instanceof Error) line[name] = told(fields[name]);
    }
    // Again: they come first, and no field stands in for them.
    this.#logger.log(Object.assign(line, own));
  }
}
