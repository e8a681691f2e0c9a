import type { Role } from './permissions.js';

/** What an access token says of its bearer. */
export interface AccessClaims {
  readonly userId: number;
  readonly sessionId: string;
  readonly role: Role;
  readonly tokenVersion: number;
}

/** What a token depends on of its user. */
export interface AccountFacts {
  readonly role: Role;
  readonly active: boolean;
  readonly tokenVersion: number;
}
