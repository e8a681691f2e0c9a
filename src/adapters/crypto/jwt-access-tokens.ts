import { randomUUID } from 'node:crypto';
import jwt, { type Jwt, type JwtPayload } from 'jsonwebtoken';
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

/** JWT access tokens by RFC 9068, verified with what RFC 8725 asks for beyond what the library does itself. */
export class JwtAccessTokens implements AccessTokens {
  readonly #keys: ReadonlyMap<string, VerificationKey>;

  readonly #signing: SigningKey;

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
      return this.#claims(this.#verified(token));
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

  #claims({ aud, client_id, sub, iat, exp, jti, sid, role, ver }: JwtPayload): AccessClaims {
    const { audience, accessTtl } = this.settings;
    const now = this.#now();
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
      ver > 0 &&
      (iat as number) <= now + clockSkew;
    if (!right) throw new Error('a claim is missing or wrong');
    // Shortening the configured life also shortens that of tokens issued before.
    if ((iat as number) + accessTtl <= now) throw new jwt.TokenExpiredError('too old', new Date());
    return { userId: Number(sub), sessionId: sid as string, role: role as Role, tokenVersion: ver as number };
  }

  /** Seconds since the epoch. */
  #now() {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}
