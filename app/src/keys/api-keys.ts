import type { Schemas } from '../api/service.js';
import { type TextKey, t } from '../texts.js';

/** An API key, without its secret. */
export type ApiKey = Schemas['ApiKey'];
export type CreatedKey = Schemas['ApiKeyCreated'];

/** The keys of one owner, and where they are managed. */
export interface KeyOwner {
  /** The path of the list of its keys, to which new ones are added. */
  readonly listPath: string;
  /** The path of a key, for those who may rename or remove it. */
  readonly pathOf: (id: string) => string;
  /** Whether keys can be renamed: only by their owner. */
  readonly canRename: boolean;
  readonly role: string;
}

/** The permissions that a key can have, if its owner has them. */
export const grantablePermissions = ['catalogue:read', 'catalogue:write', 'audit:read'] as const;

const day = 86_400_000;
/** Days until a new key expires. The service allows a year at most, by its own clock: the last choice is a day less. */
export const lifetimes = { month: 30, quarter: 90, year: 364, never: undefined } as const;
export type Lifetime = keyof typeof lifetimes;

/** The `expiresAt` of a request; undefined: the key does not expire. */
export const expiryAfter = (lifetime: Lifetime, now: number): string | undefined => {
  const days = lifetimes[lifetime];
  return days === undefined ? undefined : new Date(now + days * day).toISOString();
};

export const isExpired = ({ expiresAt }: Pick<ApiKey, 'expiresAt'>, now: number): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= now;

export const lifetimeText = (lifetime: Lifetime): string => t(`keys.lifetime.${lifetime}` as TextKey);
