import type { ListQuery, Page } from '../shared/page.js';
import type { ApiKey, KeyFacts, KeyOwner, NewApiKey } from './api-key.js';
import type { Role } from './permissions.js';
import type { ServiceAccount, ServiceAccountFields } from './service-account.js';

/** The API keys, for reading. All methods throw DomainError `unavailable` if the database cannot be reached. */
export interface ApiKeyReader {
  find(id: string): Promise<ApiKey | undefined>;
  /** @param page along one of `apiKeyPaths` */
  list(page: ListQuery): Promise<Page<ApiKey>>;
  /** What a request with this key needs, by one query along the primary key. */
  facts(id: string): Promise<KeyFacts | undefined>;
}

/** The API keys, inside a unit of work. */
export interface ApiKeyRepository {
  /**
   * Locks the owner of keys until the unit of work ends, so that keys are added one after the other, and its role stays.
   * Undefined: there is none.
   */
  lockOwner(owner: KeyOwner): Promise<{ readonly role: Role; readonly active: boolean } | undefined>;
  count(owner: KeyOwner): Promise<number>;
  add(key: NewApiKey): Promise<ApiKey>;
  /** Changes the name of a key that is locked before `next` runs. Undefined: there is none. */
  rename(id: string, next: (current: ApiKey) => string): Promise<ApiKey | undefined>;
  /** @param allow throws if the key must not be removed. Returns the removed key; undefined: there is none */
  remove(id: string, allow: (current: ApiKey) => void): Promise<ApiKey | undefined>;
  /** Removes all keys of an owner, and returns their ids. */
  removeAllOf(owner: KeyOwner): Promise<readonly string[]>;
}

/** Writes when keys were used, in one statement and outside of a unit of work: losing it is no failure. */
export interface ApiKeyUses {
  /** @param uses milliseconds since 1970 by the id of the key. Later times that are stored already stay */
  record(uses: ReadonlyMap<string, number>): Promise<void>;
}

/** The service accounts, for reading. All methods throw DomainError `unavailable`. */
export interface ServiceAccountReader {
  find(id: number): Promise<ServiceAccount | undefined>;
  /** @param page along one of `serviceAccountPaths` */
  list(page: ListQuery): Promise<Page<ServiceAccount>>;
}

/** The service accounts, inside a unit of work. Both writes throw DomainError `service-account-name-taken`. */
export interface ServiceAccountRepository {
  /** By name, upper and lower case ignored. */
  findByName(name: string): Promise<ServiceAccount | undefined>;
  add(fields: ServiceAccountFields): Promise<ServiceAccount>;
  /** Changes an account that is locked before `next` runs. Undefined: there is none. */
  change(
    id: number,
    next: (current: ServiceAccount) => ServiceAccountFields,
  ): Promise<ServiceAccount | undefined>;
  /** Removes an account and its keys, unless `allow` throws. Returns false if there is none. */
  remove(id: number, allow: (current: ServiceAccount) => void): Promise<boolean>;
}
