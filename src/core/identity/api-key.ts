import { type AccessPath, byId, type EqualityFilter, type SortKey } from '../shared/page.js';
import type { Permission, Role } from './permissions.js';

/** The permissions that a key can be granted. A key never manages accounts, its own included. */
export const grantablePermissions = [
  'catalogue:read',
  'catalogue:write',
  'audit:read',
] as const satisfies readonly Permission[];
export type GrantablePermission = (typeof grantablePermissions)[number];

export const isGrantable = (permission: string): permission is GrantablePermission =>
  grantablePermissions.some((one) => one === permission);

/** The keys that one owner can have. */
export const maxKeysPerOwner = 100;

/** The owner of a key: a user or a service account, by id. Names are never looked up. */
export type KeyOwner =
  | { readonly userId: number; readonly serviceAccountId: null }
  | { readonly userId: null; readonly serviceAccountId: number };

export const ofUser = (userId: number): KeyOwner => ({ userId, serviceAccountId: null });
export const ofServiceAccount = (serviceAccountId: number): KeyOwner => ({ userId: null, serviceAccountId });

/** A stored API key, without its hash. Times are RFC 3339. */
export interface ApiKey {
  /** 16 hexadecimal digits, which are a part of the key. */
  readonly id: string;
  /** Increases with every change of the name. A use does not change it. */
  readonly version: number;
  readonly name: string;
  readonly permissions: readonly GrantablePermission[];
  readonly userId: number | null;
  readonly serviceAccountId: number | null;
  readonly createdAt: string;
  /** Null: never. */
  readonly expiresAt: string | null;
  /** To the minute; null: not used yet. */
  readonly lastUsedAt: string | null;
}

/** A key to be stored. */
export type NewApiKey = Pick<ApiKey, 'id' | 'name' | 'permissions' | 'expiresAt'> & {
  /** SHA-256 of the whole key, hexadecimal. */
  readonly hash: string;
  readonly owner: KeyOwner;
};

/** What is known about a key when it authenticates a request. */
export interface KeyFacts {
  readonly hash: string;
  readonly permissions: readonly GrantablePermission[];
  readonly userId: number | null;
  readonly serviceAccountId: number | null;
  readonly expiresAt: string | null;
  /** The role of the owner. */
  readonly role: Role;
  /** Whether the owner is active. Service accounts always are. */
  readonly active: boolean;
  /** Whether the owner has a second factor. */
  readonly secondFactor: boolean;
}

const newestFirst: SortKey = { field: 'createdAt', type: 'time', direction: 'descending' };
const filterBy = (field: keyof ApiKey): EqualityFilter => ({ parameter: field, field });

/** The access paths of the list of keys: `api_keys_by_…` is the index of each (see the migrations). */
export const apiKeyPaths: readonly AccessPath[] = [
  { by: newestFirst },
  { filters: [filterBy('userId')], by: newestFirst },
  { filters: [filterBy('serviceAccountId')], by: newestFirst },
];

/** The access path of the list of service accounts: the primary key. */
export const serviceAccountPaths: readonly AccessPath[] = [{ by: byId }];
