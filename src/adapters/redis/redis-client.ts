import { Redis, type RedisOptions } from 'ioredis';
import type { Tracer } from '../../core/shared/tracer.js';
import { traced } from './traced-commands.js';

/** Whether a command is sent again after its connection was lost. */
export type ResendOptions = Pick<RedisOptions, 'autoResendUnfulfilledCommands' | 'maxRetriesPerRequest'>;

export interface RedisSettings {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls: boolean;
  /** Records each command; undefined: there are no traces. */
  readonly tracer?: Tracer | undefined;
  /** Replaces the options below. */
  readonly redisOptions?: ResendOptions | undefined;
}

/** Timeout of any command, in milliseconds. */
const commandTimeout = 500;

/**
 * Opens a connection. Commands fail at once while Redis is disconnected, and none is sent twice.
 * @param scripts in Lua; each becomes a method of the client, with the type `Scripts`
 */
export const openRedis = <Scripts>(
  { tls, host, port, db, username, password, tracer, redisOptions }: RedisSettings,
  scripts: Record<string, { lua: string; numberOfKeys?: number }>,
): Redis & Scripts => {
  const redis = new Redis({
    host,
    port,
    db,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
    // Writes to the console if the user may not run INFO. Callers check more than it does.
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
  const client = redis as Redis & Scripts;
  return tracer === undefined ? client : traced(client, Object.keys(scripts), tracer);
};
