import { Redis, type RedisOptions } from 'ioredis';

/** Whether a command is sent again after its connection was lost. */
export type ResendOptions = Pick<RedisOptions, 'autoResendUnfulfilledCommands' | 'maxRetriesPerRequest'>;

export interface RedisSettings {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls: boolean;
  /** Replaces the options below. */
  readonly redisOptions?: ResendOptions | undefined;
}

/** Milliseconds that any command may take. */
const commandTimeout = 500;

/**
 * A connection on which no command waits for Redis to come back, and none is sent twice.
 * @param scripts in Lua; each becomes a method of the client, as its type says
 */
export const openRedis = <Scripts>(
  { tls, host, port, db, username, password, redisOptions }: RedisSettings,
  scripts: Record<string, { lua: string; numberOfKeys?: number }>,
): Redis & Scripts => {
  const redis = new Redis({
    host,
    port,
    db,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
    // It would write to the console where a user may not run INFO, and each user of this checks more.
    enableReadyCheck: false,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(50 * times, 500),
    enableAutoPipelining: true,
    commandTimeout,
    scripts,
    ...redisOptions,
  });
  return redis as Redis & Scripts;
};
