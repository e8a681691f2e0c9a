import type { ResendOptions } from '../adapters/redis/redis-client.js';
import type { readServerIds } from '../adapters/redis/server-ids.js';
import type { Cache } from '../core/shared/cache.js';
import type { FollowedChanges } from './infrastructure.js';

/**
 * Replaces parts of the cache protocol. There is no setting for it: only tests and scripts pass it to `startService`, to
 * switch off one safeguard and show that a stale read follows (scripts/history/safeties.ts).
 */
export interface CacheOverrides {
  readonly redisOptions?: ResendOptions;
  readonly readServerIds?: typeof readServerIds;
  readonly wrapCache?: (cache: Cache) => Cache;
  readonly wrapChanges?: (changes: FollowedChanges) => FollowedChanges;
}
