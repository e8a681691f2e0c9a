import type { AccessTokens } from './access-tokens.js';
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

/** Issues an access token for a session. `refreshToken` is its current refresh token. */
export const issueTokens = (
  accessTokens: AccessTokens,
  user: User,
  { id, expiresAt }: Pick<Session, 'id' | 'expiresAt'>,
  refreshToken: string,
  now: Date,
): SignedIn => {
  const end = new Date(expiresAt);
  const claims = { userId: user.id, sessionId: id, role: user.role, tokenVersion: user.tokenVersion };
  const { token, expiresIn } = accessTokens.issue(claims, end);
  const refreshExpiresIn = Math.floor((end.getTime() - now.getTime()) / 1000);
  return { accessToken: token, expiresIn, refreshToken, refreshExpiresIn, user };
};
