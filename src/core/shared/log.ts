/**
 * The log of the adapters. Use cases do not log: they return or throw. ERROR: an operator must act now. WARN: an operator
 * should look. INFO: normal operation. Fields never contain a password, a token, a cookie or an Authorization header.
 */
export interface Log {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;
