import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Cache, CacheLook, CacheTicket } from '../../core/shared/cache.js';
import type { Log } from '../../core/shared/log.js';

export interface RedisSettings {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls: boolean;
}

/** Milliseconds after which a command counts as failed. */
const commandTimeout = 500;

/**
 * KEYS: the value, then its generations. ARGV: seconds to live, then a new value for each generation.
 * A value is stored behind the generations it was read under, joined.
 */
const look = `
local standing = {}
for i = 2, #KEYS do
  local generation = redis.call('GET', KEYS[i])
  if not generation then
    generation = ARGV[i]
    redis.call('SET', KEYS[i], generation, 'EX', ARGV[1] * 2)
  end
  standing[i - 1] = generation
end
local stored = redis.call('GET', KEYS[1])
local prefix = table.concat(standing, ',') .. ';'
if stored and string.sub(stored, 1, #prefix) == prefix then
  return {1, string.sub(stored, #prefix + 1)}
end
return {0, unpack(standing)}`;

/** KEYS as above. ARGV: seconds to live, the generations of the ticket, the value. */
const keep = `
for i = 2, #KEYS do
  if redis.call('GET', KEYS[i]) ~= ARGV[i] then return 0 end
end
redis.call('SET', KEYS[1], table.concat(ARGV, ',', 2, #KEYS) .. ';' .. ARGV[#ARGV], 'EX', ARGV[1])
return 1`;

type Scripts = Record<
  'look' | 'keep',
  (keys: number, ...keysAndArguments: (string | number)[]) => Promise<unknown>
>;

/** The cache in Redis, shared by all instances on one database. */
export class RedisCache implements Cache {
  readonly #redis: Redis & Scripts;
  readonly #key: (type: 'value' | 'generation', name: string) => string;
  readonly #ttl: number;

  /** @param options.namespace keeps databases apart that share a Redis; `ttl` in seconds */
  constructor(settings: RedisSettings, options: { namespace: string; ttl: number }, log: Log) {
    const { tls, host, port, db, username, password } = settings;
    // Nothing is queued or sent twice: a repeated read would bring a removed generation back.
    this.#redis = new Redis({
      host,
      port,
      db,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(tls && { tls: {} }),
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      enableAutoPipelining: true,
      commandTimeout,
      scripts: { look: { lua: look }, keep: { lua: keep } },
    }) as Redis & Scripts;
    this.#key = (type, name) => `${options.namespace}:${type}:${name}`;
    this.#ttl = options.ttl;
    this.#logTransitions(log);
  }

  async look(key: string, generations: readonly string[]): Promise<CacheLook> {
    try {
      const names = [...generations].sort();
      const fresh = names.map(() => randomUUID());
      const [hit, ...rest] = (await this.#run('look', key, names, ...fresh)) as [number, ...string[]];
      if (hit === 1) return { outcome: 'hit', value: rest[0] as string };
      return {
        outcome: 'miss',
        ticket: Object.fromEntries(names.map((name, i) => [name, rest[i] as string])),
      };
    } catch {
      return { outcome: 'bypass' };
    }
  }

  async keep(key: string, ticket: CacheTicket, value: string): Promise<void> {
    // In the order in which `look` named them: the script compares them in a row.
    const names = Object.keys(ticket).sort();
    const values = names.map((name) => ticket[name] ?? '');
    await this.#run('keep', key, names, ...values, value).catch(() => {});
  }

  async invalidate(generations: readonly string[]): Promise<void> {
    if (generations.length === 0) return;
    await this.#redis.unlink(
      generations.flatMap((name) => [this.#key('generation', name), this.#key('value', name)]),
    );
  }

  async available(): Promise<boolean> {
    return this.#redis.ping().then(
      () => true,
      () => false,
    );
  }

  close(): void {
    this.#redis.disconnect();
  }

  #run(script: 'look' | 'keep', key: string, generations: readonly string[], ...values: string[]) {
    const keys = [this.#key('value', key), ...generations.map((name) => this.#key('generation', name))];
    return this.#redis[script](keys.length, ...keys, this.#ttl, ...values);
  }

  /** Once per transition, however often it tries to connect. */
  #logTransitions(log: Log) {
    let reachable: boolean | undefined;
    this.#redis.on('ready', () => {
      if (reachable !== true) log.info('Redis is reachable: reads are cached');
      reachable = true;
    });
    this.#redis.on('error', () => {});
    this.#redis.on('close', () => {
      if (reachable !== false) log.warn('Redis is not reachable: reads go to the database');
      reachable = false;
    });
  }
}
