import { MemoryCache } from '../adapters/memory/memory-cache.js';
import { MemoryLimiter } from '../adapters/memory/memory-limiter.js';
import type { RedisSettings } from '../adapters/redis/redis-client.js';
import type { Cache } from '../core/shared/cache.js';
import type { Limiter } from '../core/shared/limits.js';
import type { Log } from '../core/shared/log.js';
import type { Tracer } from '../core/shared/tracer.js';
import type { CacheOverrides } from './cache-overrides.js';
import type { Settings } from './settings.js';

/** Where cached responses and rate limit counters are kept: in Redis, or in this process. */
export interface CacheAndLimiter {
  readonly cache: Cache;
  readonly limiter: Limiter;
  /** For display: `Redis`, `in-process cache`. */
  readonly name: string;
  close(): void;
}

/** Returns how to connect to Redis; undefined: it is not used. */
export const redisSettings = (settings: Settings): RedisSettings | undefined =>
  // The embedded database has one process only, which shares nothing.
  settings.REDIS__HOST === undefined || settings.DB_URL === undefined
    ? undefined
    : {
        host: settings.REDIS__HOST,
        port: settings.REDIS__PORT,
        db: settings.REDIS__DB,
        username: settings.REDIS__USERNAME,
        password: settings.REDIS__PASSWORD,
        tls: settings.REDIS__TLS,
      };

/**
 * Opens Redis if it is configured and the database is a Postgres server; otherwise uses the memory of this process.
 * @param namespace prefix of all keys, so that several installations can share a Redis server
 */
export const openCacheAndLimiter = async (
  settings: Settings,
  namespace: string,
  log: Log,
  { redisOptions, readServerIds, wrapCache = (cache) => cache }: CacheOverrides = {},
  tracer?: Tracer,
): Promise<CacheAndLimiter> => {
  const { REDIS__HOST: host, CACHE__TTL_SECONDS: ttl, DB_URL } = settings;
  const memoryLimiter = new MemoryLimiter();
  const connection = redisSettings(settings);
  if (connection === undefined) {
    const hasOtherInstances = DB_URL !== undefined;
    if (host !== undefined)
      log.warn('REDIS__HOST is ignored: with the embedded database, the cache is in memory');
    if (hasOtherInstances) log.info('without Redis, other instances may serve data up to one second old');
    return { cache: new MemoryCache(ttl), limiter: memoryLimiter, name: 'in-process cache', close: () => {} };
  }
  // Imported here, so that a start without Redis does not load its client.
  const [{ RedisCache }, { RedisLimiter }] = await Promise.all([
    import('../adapters/redis/redis-cache.js'),
    import('../adapters/redis/redis-limiter.js'),
  ]);
  const redis = { ...connection, tracer };
  const cache = new RedisCache({ ...redis, redisOptions }, { namespace, ttl }, log, readServerIds);
  const limiter = new RedisLimiter(redis, memoryLimiter, namespace, log);
  const close = () => {
    cache.close();
    limiter.close();
  };
  return { cache: wrapCache(cache), limiter, name: 'Redis', close };
};
