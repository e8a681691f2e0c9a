import { hash, randomUUID } from 'node:crypto';
import jwt, { type Jwt, type JwtPayload } from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import type { AccessClaims } from '../../core/identity/access-claims.js';
import type { AccessTokens } from '../../core/identity/identity-ports.js';
import { type Role, roles } from '../../core/identity/permissions.js';
import type { Clock } from '../../core/shared/clock.js';
import { DomainError } from '../../core/shared/errors.js';
import type { Keys, SigningKey, VerificationKey } from './signing-keys.js';

export interface AccessTokenSettings {
  readonly issuer: string;
  readonly audience: string;
  /** Seconds. */
  readonly accessTtl: number;
}

/** Seconds that another machine's clock may be ahead of ours. */
export const clockSkew = 60;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const positiveInteger = /^[1-9]\d{0,9}$/;
/** The greatest id that the database knows. */
const maxId = 2 ** 31 - 1;
/** Tokens whose proof is remembered; each takes less than a kilobyte. */
const mostProven = 10_000;

/** What a token says once its signature, its header and the form of its claims are proven; none of that changes. */
interface Proven {
  readonly claims: AccessClaims;
  /** Seconds since the epoch, as in the token. */
  readonly iat: number;
  readonly exp: number;
  readonly nbf: number | undefined;
}

/**
 * JWT access tokens by RFC 9068, verified with what RFC 8725 asks for beyond what the library does itself.
 *
 * Checking a signature costs more than all else of a cached read, so what was proven of a token is remembered: keys and
 * names are fixed for the life of this process. What time does to a token is looked at on each use, and so is, by
 * whoever asks, whether it was revoked. Remembered are tokens that were good, under their SHA-256, so that nothing here
 * is good for a login; a flood of them costs the others a signature each.
 */
export class JwtAccessTokens implements AccessTokens {
  readonly #keys: ReadonlyMap<string, VerificationKey>;

  readonly #signing: SigningKey;

  readonly #proven = new LRUCache<string, Proven>({ max: mostProven });

  constructor(
    { signing, verifying }: Keys,
    private readonly settings: AccessTokenSettings,
    private readonly clock: Clock,
  ) {
    this.#signing = signing;
    this.#keys = new Map(verifying.map((key) => [key.kid, key]));
  }

  issue({ userId, sessionId, role, tokenVersion }: AccessClaims, end: Date) {
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
    };
    const { algorithm, kid, privateKey } = this.#signing;
    const token = jwt.sign(payload, privateKey, { header: { alg: algorithm, typ: 'at+jwt', kid } });
    return { token, expiresIn };
  }

  verify(token: string): AccessClaims {
    try {
      const name = hash('sha256', token, 'base64');
      const known = this.#proven.get(name);
      const proven = known ?? this.#claims(this.#verified(token));
      this.#requireTimely(proven);
      if (known === undefined) this.#proven.set(name, proven);
      return proven.claims;
    } catch (error) {
      throw error instanceof jwt.TokenExpiredError
        ? new DomainError('token-expired', 'The access token has expired.', [], { cause: error })
        : new DomainError('token-invalid', 'The access token is not valid.', [], { cause: error });
    }
  }

  #verified(token: string): JwtPayload {
    const header = (jwt.decode(token, { complete: true }) as Jwt | null)?.header;
    // The key is chosen by our own table; nothing in the header brings or names one from elsewhere.
    const key = this.#keys.get(header?.kid ?? '');
    if (key === undefined || header?.typ?.toLowerCase() !== 'at+jwt' || header.crit !== undefined) {
      throw new Error('not a header of ours');
    }
    const payload = jwt.verify(token, key.publicKey, {
      algorithms: [key.algorithm],
      issuer: this.settings.issuer,
      clockTimestamp: this.#now(),
    });
    if (typeof payload === 'string' || Array.isArray(payload)) throw new Error('not a set of claims');
    return payload;
  }

  #claims({ aud, client_id, sub, iat, exp, nbf, jti, sid, role, ver }: JwtPayload): Proven {
    const { audience } = this.settings;
    const right =
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
    if (!right) throw new Error('a claim is missing or wrong');
    const claims = { userId: Number(sub), sessionId: sid, role: role as Role, tokenVersion: ver as number };
    return { claims: Object.freeze(claims), iat: iat as number, exp: exp as number, nbf };
  }

  /** The library looks at `exp` and `nbf` too, when it is asked, which is not on each use. */
  #requireTimely({ iat, exp, nbf }: Proven): void {
    const now = this.#now();
    if (iat > now + clockSkew || (nbf !== undefined && nbf > now)) throw new Error('not good yet');
    // Shortening the configured life also shortens that of tokens issued before.
    if (exp <= now || iat + this.settings.accessTtl <= now) {
      throw new jwt.TokenExpiredError('too old', new Date());
    }
  }

  /** Seconds since the epoch. */
  #now() {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}
