import type { Stored } from '../shared/stored.js';
import type { Role } from './permissions.js';

/** The roles of service accounts. They never administer. */
export const serviceRoles = ['user', 'moderator'] as const satisfies readonly Role[];
export type ServiceRole = (typeof serviceRoles)[number];

/** An account of a program. It is no user: it has no email, no password and no sessions, only keys. */
export interface ServiceAccountFields {
  /** Unique; upper and lower case count as the same. */
  readonly name: string;
  readonly role: ServiceRole;
}
export type ServiceAccount = ServiceAccountFields & Stored;
