import { Secret, TOTP } from 'otpauth';
import type { Totp } from '../../core/identity/totp.js';

/** Bytes (RFC 4226 section 4, R6). */
const secretLength = 20;
/** Steps before and after the current one whose codes are accepted (RFC 6238 section 5.2). */
const window = 1;

/** TOTP with the parameters that every authenticator app supports: SHA-1, six digits, 30 seconds. */
export class OtpauthTotp implements Totp {
  /** @param issuer the name of the service in the app */
  constructor(private readonly issuer: string) {}

  newSecret(): string {
    return new Secret({ size: secretLength }).base32;
  }

  uriOf(secret: string, account: string): string {
    return this.#totp(secret, account).toString();
  }

  stepOf(secret: string, code: string, now: Date): number | undefined {
    const token = code.replaceAll(/\s/g, '');
    if (!/^\d{6}$/.test(token)) return undefined;
    const [totp, timestamp] = [this.#totp(secret), now.getTime()];
    const delta = totp.validate({ token, timestamp, window });
    return delta === null ? undefined : totp.counter({ timestamp }) + delta;
  }

  #totp(secret: string, label = '') {
    return new TOTP({ issuer: this.issuer, label, secret: Secret.fromBase32(secret) });
  }
}
