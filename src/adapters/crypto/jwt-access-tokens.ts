import { hash, randomUUID } from 'node:crypto';
import jwt, { type Jwt, type JwtPayload } from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import type { AccessClaims } from '../../core/identity/access-claims.js';
import type { AccessTokens } from '../../core/identity/access-tokens.js';
import {
  type Authentication,
  type AuthenticationMethod,
  levelOf,
} from '../../core/identity/authentication.js';
import { type Role, roles } from '../../core/identity/permissions.js';
import type { Clock } from '../../core/shared/clock.js';
import { DomainError } from '../../core/shared/errors.js';
import type { SigningKey, SigningKeys, VerificationKey } from './signing-keys.js';

export interface AccessTokenSettings {
  readonly issuer: string;
  readonly audience: string;
  /** Seconds. */
  readonly accessTtl: number;
}

/** Seconds that the clock of another machine may be ahead of this one's. */
export const clockSkew = 60;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const positiveInteger = /^[1-9]\d{0,9}$/;
/** The maximum id in the database. */
const maxId = 2 ** 31 - 1;
/** Number of cached verified tokens; each takes less than a kilobyte. */
const maxVerified = 10_000;

/** A token whose signature, header and claims were verified. The result stays valid; only the times are checked again. */
interface VerifiedToken {
  readonly claims: AccessClaims;
  /** Seconds since the epoch, as in the token. */
  readonly iat: number;
  readonly exp: number;
  readonly nbf: number | undefined;
}

/**
 * JWT access tokens (RFC 9068). Verification also follows RFC 8725 where the library does not.
 *
 * Verifying a signature costs more than the rest of a cached read, so verified tokens are cached: keys and settings never
 * change while the process runs. The times of a token are checked on each use, and callers check each time whether it was
 * revoked. Only valid tokens are cached, and only their SHA-256: a leaked cache cannot be used to log in. A flood of valid
 * tokens evicts others, which then cost a signature check each.
 */
export class JwtAccessTokens implements AccessTokens {
  readonly #keys: ReadonlyMap<string, VerificationKey>;

  readonly #signing: SigningKey;

  readonly #verifiedTokens = new LRUCache<string, VerifiedToken>({ max: maxVerified });

  constructor(
    { signing, verifying }: SigningKeys,
    private readonly settings: AccessTokenSettings,
    private readonly clock: Clock,
  ) {
    this.#signing = signing;
    this.#keys = new Map(verifying.map((key) => [key.kid, key]));
  }

  issue({ userId, sessionId, role, tokenVersion, authTime, amr }: AccessClaims, end: Date) {
    const { issuer, audience, accessTtl } = this.settings;
    const iat = this.#now();
    const expiresIn = Math.min(accessTtl, Math.floor(end.getTime() / 1000) - iat);
    const payload = {
      iss: issuer,
      aud: audience,
      sub: String(userId),
      iat,
      exp: iat + expiresIn,
      jti: randomUUID(),
      sid: sessionId,
      client_id: audience,
      role,
      ver: tokenVersion,
      auth_time: authTime,
      amr,
      acr: levelOf(amr),
    };
    const { algorithm, kid, privateKey } = this.#signing;
    const token = jwt.sign(payload, privateKey, { header: { alg: algorithm, typ: 'at+jwt', kid } });
    return { token, expiresIn };
  }

  verify(token: string): AccessClaims {
    try {
      const digest = hash('sha256', token, 'base64');
      const cached = this.#verifiedTokens.get(digest);
      const verified = cached ?? this.#requireClaims(this.#verifySignature(token));
      this.#requireCurrent(verified);
      if (cached === undefined) this.#verifiedTokens.set(digest, verified);
      return verified.claims;
    } catch (error) {
      throw error instanceof jwt.TokenExpiredError
        ? new DomainError('token-expired', 'The access token has expired.', [], { cause: error })
        : new DomainError('token-invalid', 'The access token is not valid.', [], { cause: error });
    }
  }

  #verifySignature(token: string): JwtPayload {
    const header = (jwt.decode(token, { complete: true }) as Jwt | null)?.header;
    // The header only selects one of our keys: a key or URL in the header is never used.
    const key = this.#keys.get(header?.kid ?? '');
    if (key === undefined || header?.typ?.toLowerCase() !== 'at+jwt' || header.crit !== undefined) {
      throw new Error('the header has an unknown kid, a type other than at+jwt, or crit');
    }
    const payload = jwt.verify(token, key.publicKey, {
      algorithms: [key.algorithm],
      issuer: this.settings.issuer,
      clockTimestamp: this.#now(),
    });
    if (typeof payload === 'string' || Array.isArray(payload))
      throw new Error('the payload is not an object');
    return payload;
  }

  #requireClaims(payload: JwtPayload): VerifiedToken {
    const { aud, client_id, sub, iat, exp, nbf, jti, sid, role, ver } = payload;
    const { audience } = this.settings;
    const isValid =
      aud === audience &&
      client_id === audience &&
      typeof sub === 'string' &&
      positiveInteger.test(sub) &&
      Number(sub) <= maxId &&
      Number.isInteger(iat) &&
      Number.isInteger(exp) &&
      typeof jti === 'string' &&
      uuid.test(jti) &&
      typeof sid === 'string' &&
      uuid.test(sid) &&
      roles.includes(role) &&
      Number.isInteger(ver) &&
      ver > 0;
    if (!isValid) throw new Error('a claim is missing or invalid');
    const claims = {
      userId: Number(sub),
      sessionId: sid,
      role: role as Role,
      tokenVersion: ver as number,
      ...authenticationOf(payload),
    };
    return { claims: Object.freeze(claims), iat: iat as number, exp: exp as number, nbf };
  }

  /** Checks the times. The library also checks `exp` and `nbf`, but not when the token is cached. */
  #requireCurrent({ iat, exp, nbf }: VerifiedToken): void {
    const now = this.#now();
    if (iat > now + clockSkew || (nbf !== undefined && nbf > now))
      throw new Error('the token is not valid yet');
    // A shorter JWT__ACCESS_TTL also applies to tokens issued before.
    if (exp <= now || iat + this.settings.accessTtl <= now) {
      throw new jwt.TokenExpiredError('the token has expired', new Date());
    }
  }

  /** Seconds since the epoch. */
  #now() {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

/**
 * The claims of RFC 9068 section 2.2.1. A release that knows further methods or levels may run beside this one, so only
 * their form is checked.
 * @throws Error if one is missing or invalid
 */
const authenticationOf = ({ auth_time, amr, acr }: JwtPayload): Authentication => {
  // A token of an earlier release, which knew only passwords.
  if (auth_time === undefined && amr === undefined && acr === undefined) return { authTime: 0, amr: ['pwd'] };
  const isValid =
    Number.isInteger(auth_time) &&
    auth_time > 0 &&
    Array.isArray(amr) &&
    amr.length > 0 &&
    amr.every((method) => typeof method === 'string') &&
    typeof acr === 'string' &&
    /^aal[1-3]$/.test(acr);
  if (!isValid) throw new Error('auth_time, amr or acr is missing or invalid');
  return { authTime: auth_time, amr: Object.freeze(amr as AuthenticationMethod[]) };
};
