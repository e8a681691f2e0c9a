import { MemoryCache } from '../adapters/memory/memory-cache.js';
import { MemoryLimiter } from '../adapters/memory/memory-limiter.js';
import type { Cache } from '../core/shared/cache.js';
import type { Limiter } from '../core/shared/limits.js';
import type { Log } from '../core/shared/log.js';
import type { CacheOverrides } from './cache-overrides.js';
import type { Settings } from './settings.js';

/** What instances share if they can, and may lose. */
export interface SharedMemory {
  readonly cache: Cache;
  readonly limiter: Limiter;
  /** As people say it. */
  readonly name: string;
  close(): void;
}

/**
 * Opens Redis, if there is one to use; else it is the memory of this process.
 * @param namespace names the database in a Redis that several may share
 */
export const openShared = async (
  settings: Settings,
  namespace: string,
  log: Log,
  { redisOptions, askForIds, wrapCache = (cache) => cache }: CacheOverrides = {},
): Promise<SharedMemory> => {
  const { REDIS__HOST: host, CACHE__TTL_SECONDS: ttl, DB_URL } = settings;
  const own = new MemoryLimiter();
  // Alone on its database, a process needs no other memory than its own.
  if (host === undefined || DB_URL === undefined) {
    const isShared = DB_URL !== undefined;
    if (host !== undefined)
      log.warn('Redis is not used: the embedded database has one process, which caches');
    if (isShared) log.info('without Redis another instance may show for a second what was before a change');
    return { cache: new MemoryCache(ttl), limiter: own, name: 'in-process cache', close: () => {} };
  }
  // Only who uses Redis waits for its client to load.
  const [{ RedisCache }, { RedisLimiter }] = await Promise.all([
    import('../adapters/redis/redis-cache.js'),
    import('../adapters/redis/redis-limiter.js'),
  ]);
  const redis = {
    host,
    port: settings.REDIS__PORT,
    db: settings.REDIS__DB,
    username: settings.REDIS__USERNAME,
    password: settings.REDIS__PASSWORD,
    tls: settings.REDIS__TLS,
  };
  const cache = new RedisCache({ ...redis, redisOptions }, { namespace, ttl }, log, askForIds);
  const limiter = new RedisLimiter(redis, own, namespace, log);
  const close = () => {
    cache.close();
    limiter.close();
  };
  return { cache: wrapCache(cache), limiter, name: 'Redis', close };
};
