import type { AccessClaims } from './access-claims.js';
import type { AccessTokens } from './access-tokens.js';
import { authTimeOf } from './authentication.js';
import type { Session } from './session.js';
import type { User } from './user.js';

/** The tokens of a session, and its user. */
export interface SignedIn {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken: string;
  /** Seconds until the session ends unless it is refreshed. */
  readonly refreshExpiresIn: number;
  readonly user: User;
}

/** The session as far as its access tokens depend on it. */
export type TokenSession = Pick<Session, 'id' | 'expiresAt' | 'authenticatedAt' | 'amr'>;

/** The claims of an access token of a session. */
export const accessClaims = (
  { id: userId, role, tokenVersion }: User,
  { id: sessionId, authenticatedAt, amr }: TokenSession,
): AccessClaims => ({ userId, sessionId, role, tokenVersion, authTime: authTimeOf(authenticatedAt), amr });

export const secondsUntil = (end: Date, now: Date): number =>
  Math.floor((end.getTime() - now.getTime()) / 1000);

/** Issues an access token for a session. `refreshToken` is its current refresh token. */
export const issueTokens = (
  accessTokens: AccessTokens,
  user: User,
  session: TokenSession,
  refreshToken: string,
  now: Date,
): SignedIn => {
  const end = new Date(session.expiresAt);
  const { token, expiresIn } = accessTokens.issue(accessClaims(user, session), end);
  const refreshExpiresIn = secondsUntil(end, now);
  return { accessToken: token, expiresIn, refreshToken, refreshExpiresIn, user };
};
