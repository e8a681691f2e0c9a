import type { Caller } from './authenticate.js';
import type { Permission, Role } from './permissions.js';

/** The sender of a request, proven by an API key. Its owner is either a user or a service account. */
export interface KeyCaller {
  readonly keyId: string;
  readonly userId: number | null;
  readonly serviceAccountId: number | null;
  /** The current role of the owner. */
  readonly role: Role;
  /** What was granted to the key. It may do what both its owner and these permissions allow. */
  readonly permissions: readonly Permission[];
  /** Whether the owner has a second factor. */
  readonly secondFactor: boolean;
}

/** The sender of a request: a signed-in person, or a key. */
export type Principal = Caller | KeyCaller;

export const isKey = (principal: Principal | undefined): principal is KeyCaller =>
  principal !== undefined && 'keyId' in principal;
