import { inspect } from 'node:util';
import { config, format, type LogEntry, type Logform, transports } from 'winston';
import type { Log, LogFields } from '../../core/shared/log.js';

export interface LogSettings {
  readonly level: 'error' | 'warn' | 'info';
  /** Default: `pretty` on a terminal, `json` elsewhere. */
  readonly format?: 'json' | 'pretty' | undefined;
}

/** The fields of an error for a log line, with its stack and its causes. */
const errorFields = (value: unknown, depth = 0): unknown =>
  value instanceof Error
    ? {
        name: value.name,
        message: value.message,
        stack: value.stack,
        ...('code' in value && { code: value.code }),
        // For example one for each address that a connection tried.
        ...(value instanceof AggregateError &&
          depth < 5 && { errors: value.errors.map((error) => errorFields(error, depth + 1)) }),
        ...(value.cause !== undefined && depth < 5 && { cause: errorFields(value.cause, depth + 1) }),
      }
    : value;

const stacksOf = (fields: unknown): string[] => {
  const { stack, cause } = (fields ?? {}) as { stack?: string; cause?: unknown };
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

/** The properties in which formats of winston read the level and store their result. */
const [levelOf, formattedLine] = [Symbol.for('level'), Symbol.for('message')];
const winstonJson = format.json();
const levels = config.npm.levels as Readonly<Record<LogSettings['level'], number>>;

/** Faster than winston's own format, which sorts keys and checks for cycles. That is used if JSON.stringify fails. */
const json = format.printf((info) => {
  try {
    return JSON.stringify(info);
  } catch {
    return String((winstonJson.transform(info, {}) as Logform.TransformableInfo)[formattedLine]);
  }
});

/**
 * Writes one line per event to standard output. `context` returns the fields of the current request. Format and transport
 * are winston's; they are called directly, since the streams of its logger took more time than both together.
 */
export class WinstonLog implements Log {
  readonly #format: Logform.Format;
  readonly #output: InstanceType<typeof transports.Stream>;
  readonly #maxLevel: number;

  constructor(
    settings: LogSettings,
    private readonly context: () => LogFields,
    output: NodeJS.WritableStream = process.stdout,
  ) {
    const isPretty = (settings.format ?? (process.stdout.isTTY ? 'pretty' : 'json')) === 'pretty';
    this.#format = isPretty ? format.combine(format.colorize(), pretty) : json;
    this.#output = new transports.Stream({ stream: output });
    this.#maxLevel = levels[settings.level];
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

  #write(level: LogSettings['level'], message: string, fields: LogFields = {}) {
    if (levels[level] > this.#maxLevel) return;
    const base = { timestamp: new Date().toISOString(), level, message };
    const line: LogEntry = { ...base, ...this.context(), ...fields, [levelOf]: level };
    for (const name in fields) {
      if (fields[name] instanceof Error) line[name] = errorFields(fields[name]);
    }
    // Assigned again, so that they come first and no field overwrites them.
    this.#output.log?.(this.#format.transform(Object.assign(line, base) as never, {}), () => {});
  }
}
