import { DomainError } from '../shared/errors.js';

/**
 * How a user has proven who they are (RFC 8176 section 2): with a password, a one-time code, and `mfa` if with both.
 * Recovery codes count as `otp`.
 */
export type AuthenticationMethod = 'pwd' | 'otp' | 'mfa';

/** How the user of a login with a password and a code has. */
export const withSecondFactor = ['pwd', 'otp', 'mfa'] as const satisfies readonly AuthenticationMethod[];

/** The level of authentication: those of NIST SP 800-63B-4, `acr` in access tokens. */
export type AuthenticationLevel = 'aal1' | 'aal2';

export const levelOf = (amr: readonly AuthenticationMethod[]): AuthenticationLevel =>
  amr.includes('mfa') ? 'aal2' : 'aal1';

/** The methods of a session whose user has proven who they are with one more. */
export const withMethod = (
  amr: readonly AuthenticationMethod[],
  method: 'pwd' | 'otp',
): readonly AuthenticationMethod[] => {
  const all = new Set(amr).add(method);
  if (all.has('pwd') && all.has('otp')) all.add('mfa');
  return [...all];
};

/** Seconds since the epoch at which a session was authenticated, `auth_time` in access tokens. */
export const authTimeOf = (authenticatedAt: string): number => Math.floor(Date.parse(authenticatedAt) / 1000);

/** Seconds for which an authentication allows users to change their own account without the password. */
export const recentSeconds = 300;

/** The authentication that an access token states. */
export interface Authentication {
  /** Seconds since the epoch. 0, which is never recent: not stated, as in tokens of an earlier release. */
  readonly authTime: number;
  readonly amr: readonly AuthenticationMethod[];
}

/**
 * Requires that the session has the level of its account, for changes of the second factor. An instance of the previous
 * release asks for no code: so someone who only knows the password can have a session of an account with a second
 * factor.
 * @throws DomainError `recent-authentication-required`; a confirmation with a code is what helps
 */
export const requireFullLevel = (
  { amr }: Authentication,
  { secondFactor }: { readonly secondFactor: boolean },
): void => {
  if (!secondFactor || levelOf(amr) === 'aal2') return;
  throw new DomainError(
    'recent-authentication-required',
    'This requires that you have proven who you are with your second factor.',
    [],
    { extensions: { maxAge: recentSeconds, acrValues: 'aal2' } },
  );
};

/**
 * Requires that the user proved who they are within the last `maxAge` seconds (ASVS 7.5.1).
 * @throws DomainError `recent-authentication-required`, with what the challenge of RFC 9470 section 3 states
 */
export const requireRecent = ({ authTime, amr }: Authentication, maxAge: number, now: Date): void => {
  if (Math.floor(now.getTime() / 1000) - authTime <= maxAge) return;
  throw new DomainError(
    'recent-authentication-required',
    `This requires that you have proven who you are within the last ${maxAge} seconds.`,
    [],
    { extensions: { maxAge, acrValues: levelOf(amr) } },
  );
};
