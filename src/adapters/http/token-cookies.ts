import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { SignedIn } from '../../core/identity/sign-in.js';
import { apiBase } from './api-base.js';

/** A cookie to set; an empty value removes it. */
export interface ReplyCookie {
  readonly kind: 'access' | 'refresh';
  readonly value: string;
  /** Seconds. */
  readonly maxAge: number;
}

/** The cookies that hold tokens: out of reach for scripts, and for other sites. */
export class TokenCookies {
  readonly #names: Readonly<Record<ReplyCookie['kind'], string>>;

  /** @param secure sent over TLS only, under names that a browser takes from nobody else (RFC 6265bis section 4.1.3) */
  constructor(private readonly secure: boolean) {
    this.#names = secure
      ? { access: '__Host-access_token', refresh: '__Secure-refresh_token' }
      : { access: 'access_token', refresh: 'refresh_token' };
  }

  get accessName(): string {
    return this.#names.access;
  }

  /** The token that a request brought in the cookie. */
  read(request: Request, kind: ReplyCookie['kind']): string | undefined {
    return parseCookie(request.get('cookie') ?? '')[this.#names[kind]];
  }

  set(response: Response, { kind, value, maxAge }: ReplyCookie): void {
    const where =
      kind === 'access'
        ? { path: '/', sameSite: 'lax' as const }
        : { path: `${apiBase}/auth`, sameSite: 'strict' as const };
    response.cookie(this.#names[kind], value, {
      ...where,
      httpOnly: true,
      secure: this.secure,
      maxAge: maxAge * 1000,
    });
  }
}

export const cookiesOf = ({
  accessToken,
  expiresIn,
  refreshToken,
  refreshExpiresIn,
}: SignedIn): ReplyCookie[] => [
  { kind: 'access', value: accessToken, maxAge: expiresIn },
  { kind: 'refresh', value: refreshToken, maxAge: refreshExpiresIn },
];

/** Takes both away. */
export const noCookies: readonly ReplyCookie[] = [
  { kind: 'access', value: '', maxAge: 0 },
  { kind: 'refresh', value: '', maxAge: 0 },
];
