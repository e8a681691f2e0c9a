import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { SignedIn } from '../../core/identity/sign-in.js';
import { challengeLifetime } from '../../core/identity/sign-in-challenges.js';
import { apiBase } from './api-base.js';

/** A cookie to set; an empty value removes it. */
export interface ReplyCookie {
  readonly kind: 'access' | 'refresh' | 'challenge';
  readonly value: string;
  /** Seconds. */
  readonly maxAge: number;
}

interface CookieDefinition {
  readonly name: string;
  readonly path: string;
  readonly sameSite: 'lax' | 'strict';
}

const authPath = `${apiBase}/auth`;

/**
 * The cookies with `Secure`. Browsers accept names with `__Host-` only from this host, with path `/` and without a domain
 * (RFC 6265bis section 4.1.3.2), so no other subdomain can set them, and there is at most one of each.
 */
const secureCookies: Readonly<Record<ReplyCookie['kind'], CookieDefinition>> = {
  access: { name: '__Host-access_token', path: '/', sameSite: 'lax' },
  refresh: { name: '__Host-refresh_token', path: '/', sameSite: 'strict' },
  challenge: { name: '__Host-sign_in_challenge', path: '/', sameSite: 'strict' },
};

const plainCookies: typeof secureCookies = {
  access: { name: 'access_token', path: '/', sameSite: 'lax' },
  refresh: { name: 'refresh_token', path: authPath, sameSite: 'strict' },
  challenge: { name: 'sign_in_challenge', path: authPath, sameSite: 'strict' },
};

/** The refresh cookie of earlier releases, which another subdomain could set. Read if there is no newer one. */
const earlierRefresh: CookieDefinition = {
  name: '__Secure-refresh_token',
  path: authPath,
  sameSite: 'strict',
};

/**
 * Whether another subdomain has set the cookie. Its token has a dot, so this release issued it, but this release never
 * sets a cookie with the earlier name. So the name is ignored once the sessions of earlier releases have ended.
 */
const isPlanted = (name: string, token: string) => name === earlierRefresh.name && token.includes('.');

/** Counts the cookies with a name. Ignores only spaces and tabs around it, as `parseCookie` does. */
const countOf = (name: string, header: string) =>
  header.match(new RegExp(`(?:^|;)[ \\t]*${name}[ \\t]*=`, 'g'))?.length ?? 0;

/** Reads and sets the cookies with tokens, which neither scripts nor other sites can read. */
export class TokenCookies {
  readonly #cookies: typeof secureCookies;
  readonly #earlier: CookieDefinition | undefined;

  /** @param secure whether cookies are sent over TLS only, with names that begin with `__Host-` */
  constructor(private readonly secure: boolean) {
    this.#cookies = secure ? secureCookies : plainCookies;
    this.#earlier = secure ? earlierRefresh : undefined;
  }

  get accessName(): string {
    return this.#cookies.access.name;
  }

  /**
   * Returns the token in the cookie. Two cookies with the same name are returned as the empty token, which is invalid:
   * another site may have set one of them, and the request does not show which.
   */
  read(request: Request, kind: ReplyCookie['kind']): string | undefined {
    const header = request.get('cookie');
    if (header === undefined) return undefined;
    const cookies = parseCookie(header);
    const names = [
      this.#cookies[kind].name,
      ...(kind === 'refresh' && this.#earlier ? [this.#earlier.name] : []),
    ];
    const name = names.find((one) => cookies[one] !== undefined && !isPlanted(one, cookies[one]));
    if (name === undefined) return undefined;
    return countOf(name, header) === 1 ? cookies[name] : '';
  }

  /** Sets the cookie, and removes a refresh cookie of an earlier release that the request contains. */
  set(response: Response, { kind, value, maxAge }: ReplyCookie): void {
    this.#set(response, this.#cookies[kind], value, maxAge);
    if (
      kind === 'refresh' &&
      this.#earlier &&
      countOf(this.#earlier.name, response.req.get('cookie') ?? '') > 0
    )
      this.#set(response, this.#earlier, '', 0);
  }

  #set(response: Response, { name, ...attributes }: CookieDefinition, value: string, maxAge: number) {
    response.cookie(name, value, {
      ...attributes,
      httpOnly: true,
      secure: this.secure,
      maxAge: maxAge * 1000,
    });
  }
}

/**
 * The cookies that a login or a refresh sets. Both are kept for the rest of the session: without its expired access token, a
 * client would get `unauthenticated` instead of `token-expired`, and would not know that it can refresh.
 */
export const cookiesOf = ({ accessToken, refreshToken, refreshExpiresIn }: SignedIn): ReplyCookie[] => [
  { kind: 'access', value: accessToken, maxAge: refreshExpiresIn },
  { kind: 'refresh', value: refreshToken, maxAge: refreshExpiresIn },
];

/** The cookie that the second step of a login must send with the code. */
export const challengeCookie = (value: string): ReplyCookie => ({
  kind: 'challenge',
  value,
  maxAge: challengeLifetime,
});

/** Removes the challenge cookie. */
export const noChallengeCookie: ReplyCookie = { kind: 'challenge', value: '', maxAge: 0 };

/** Removes both token cookies. */
export const noCookies: readonly ReplyCookie[] = [
  { kind: 'access', value: '', maxAge: 0 },
  { kind: 'refresh', value: '', maxAge: 0 },
];
