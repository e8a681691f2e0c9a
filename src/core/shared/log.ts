/**
 * Where adapters report what happened. Use cases do not log: what they have to say, they return or throw.
 * ERROR means that someone must act now, WARN that someone should look, INFO is what an operator expects
 * to see. Fields never hold a password, a token, a cookie or an Authorization header.
 */
export interface Log {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;
