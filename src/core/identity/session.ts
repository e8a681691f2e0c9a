/** Where somebody is signed in. Times are RFC 3339. */
export interface Session {
  /** A UUID, `sid` in access tokens. */
  readonly id: string;
  readonly userId: number;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  /** Unless it is used before then, it is over. */
  readonly expiresAt: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/**
 * How many an account has at once: a login ends those beyond, which were used least recently. Logins at the same moment
 * may pass it, and the next one makes up for that.
 */
export const maxSessions = 100;

/** How long sessions live, in seconds. */
export interface SessionLifetime {
  /** Without a refresh. */
  readonly idle: number;
  /** In all. */
  readonly absolute: number;
}

/** When a session that is used now ends unless it is used again: never later than its absolute life. */
export const sessionExpiry = ({ idle, absolute }: SessionLifetime, createdAt: Date, now: Date): Date =>
  new Date(Math.min(now.getTime() + idle * 1000, createdAt.getTime() + absolute * 1000));

/** Whether the session is past its life, the configured absolute one too. */
export const isSessionExpired = (
  { createdAt, expiresAt }: Session,
  { absolute }: SessionLifetime,
  now: Date,
): boolean => {
  const end = Math.min(Date.parse(expiresAt), Date.parse(createdAt) + absolute * 1000);
  return now.getTime() >= end;
};
