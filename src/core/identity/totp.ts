/** Time-based one-time passwords (RFC 6238): six digits, steps of 30 seconds, SHA-1, as authenticator apps have them. */
export interface Totp {
  /** A new random secret of 160 bits, in base32. */
  newSecret(): string;
  /** The `otpauth:` URI that an authenticator app reads from a QR code. */
  uriOf(secret: string, account: string): string;
  /**
   * The time step of a code: the current one, the previous or the next one, since clocks differ. Spaces are ignored.
   * Undefined: the code is wrong.
   */
  stepOf(secret: string, code: string, now: Date): number | undefined;
}
