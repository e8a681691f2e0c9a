/** The authenticator app of an account (TOTP, RFC 6238). */
export interface TotpFactor {
  readonly userId: number;
  /** Sealed: see `SecretSealer`. */
  readonly secret: string;
  readonly createdAt: Date;
  /** Null: it is being set up, and no login asks for it. */
  readonly confirmedAt: Date | null;
}

/** The authenticator apps, at most one per account, inside a unit of work. */
export interface TotpFactorRepository {
  find(userId: number): Promise<TotpFactor | undefined>;
  /** Stores an unconfirmed app, which replaces an unconfirmed one. False: a confirmed one exists. */
  begin(userId: number, secret: string, now: Date): Promise<boolean>;
  /**
   * Confirms the app with this secret, and takes the time step of the code that was used. Returns true for exactly one of
   * several concurrent calls.
   */
  confirm(userId: number, secret: string, step: number, now: Date): Promise<boolean>;
  /**
   * Takes a time step of a confirmed app, in one statement: it and earlier ones cannot be taken again (RFC 6238
   * section 5.2). Returns true for exactly one of several concurrent calls.
   */
  takeStep(userId: number, step: number): Promise<boolean>;
  /** Removes the app, confirmed or not. False: there was none. */
  remove(userId: number): Promise<boolean>;
}
