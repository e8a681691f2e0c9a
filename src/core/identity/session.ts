import type { AuthenticationMethod } from './authentication.js';

/** A session, created by a login. Times are RFC 3339. */
export interface Session {
  /** A UUID, `sid` in access tokens. */
  readonly id: string;
  readonly userId: number;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  /** When it expires, unless it is refreshed before. */
  readonly expiresAt: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** When its user last proved who they are. A refresh does not change it. */
  readonly authenticatedAt: string;
  /** Every method that the user has used for this session (RFC 8176). */
  readonly amr: readonly AuthenticationMethod[];
}

/**
 * Maximum number of active sessions per account. A login over the limit ends the least recently used ones; concurrent
 * logins may briefly exceed it.
 */
export const maxSessions = 100;

/** Lifetimes of sessions, in seconds. */
export interface SessionLifetime {
  /** Since the last refresh. */
  readonly idle: number;
  /** Since the login. */
  readonly absolute: number;
}

/** When a session that is refreshed now will expire: after the idle lifetime, limited by the absolute one. */
export const sessionExpiry = ({ idle, absolute }: SessionLifetime, createdAt: Date, now: Date): Date =>
  new Date(Math.min(now.getTime() + idle * 1000, createdAt.getTime() + absolute * 1000));

/**
 * Whether the session has expired: by its `expiresAt`, or by the absolute lifetime, which may have been shortened
 * since.
 */
export const isSessionExpired = (
  { createdAt, expiresAt }: Session,
  { absolute }: SessionLifetime,
  now: Date,
): boolean => {
  const end = Math.min(Date.parse(expiresAt), Date.parse(createdAt) + absolute * 1000);
  return now.getTime() >= end;
};
