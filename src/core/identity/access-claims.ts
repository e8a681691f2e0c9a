import type { Authentication } from './authentication.js';
import type { Role } from './permissions.js';

/** The claims of an access token. */
export interface AccessClaims extends Authentication {
  readonly userId: number;
  readonly sessionId: string;
  readonly role: Role;
  readonly tokenVersion: number;
}

/** The properties of an account that decide whether its access tokens are valid. */
export interface AccountFacts {
  readonly role: Role;
  readonly active: boolean;
  readonly tokenVersion: number;
}
