import { openRedis, type RedisSettings } from './redis-client.js';

/** What an operator should know about a Redis server. */
export interface RedisFacts {
  /** `7.2.4`; undefined: it reports none. */
  readonly version: string | undefined;
  /** Its time, and when it was asked and had answered, in milliseconds since 1970; undefined: TIME is not permitted. */
  readonly clock: { readonly time: Date; readonly asked: number; readonly answered: number } | undefined;
  /** The setting `maxmemory`, in bytes; 0: none. */
  readonly maxMemory: number;
  readonly evictionPolicy: string | undefined;
}

/** Reads them on a connection of its own. @throws Error of the connection, or ReplyError if INFO is not permitted */
export const readServerFacts = async (settings: RedisSettings): Promise<RedisFacts> => {
  const redis = openRedis<object>(settings, {});
  try {
    await new Promise((resolve, reject) => redis.once('ready', resolve).once('error', reject));
    const info = (await Promise.all([redis.info('server'), redis.info('memory')])).join('\n');
    const field = (name: string) => new RegExp(`^${name}:([\\w.-]+)`, 'm').exec(info)?.[1];
    const asked = Date.now();
    const time = await redis.time().catch(() => undefined);
    const [seconds, microseconds] = (time ?? []).map(Number);
    return {
      version: field('redis_version'),
      clock: time && {
        time: new Date(Number(seconds) * 1_000 + Number(microseconds) / 1_000),
        asked,
        answered: Date.now(),
      },
      maxMemory: Number(field('maxmemory') ?? 0),
      evictionPolicy: field('maxmemory_policy'),
    };
  } finally {
    redis.disconnect();
  }
};
