import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { skewOf } from '../../adapters/knex/poll-time.js';
import { redisAdvice } from '../../adapters/redis/redis-errors.js';
import { readServerFacts } from '../../adapters/redis/server-facts.js';
import type { Log, LogFields } from '../../core/shared/log.js';
import { reasonOf } from '../../core/shared/reason.js';
import { openCacheAndLimiter, redisSettings } from '../cache-and-limiter.js';
import type { Settings } from '../settings.js';
import { clockFinding } from './clock-finding.js';
import { type Finding, failure, notChecked, ok, warning } from './finding.js';

/** Milliseconds until Redis must have passed the checks of a connection, and those after which a failure is final. */
const [maxWaitMs, minWaitMs] = [3_000, 500];
const minVersion = 6;

/**
 * Opens the cache and the limiter as the service does when it starts. They check the server and the permissions of the
 * user on each connection.
 * @param cacheId the prefix of the keys; undefined: unknown
 */
export const redisFindings = async (settings: Settings, cacheId: string | undefined): Promise<Finding[]> => {
  const findings: Finding[] = [];
  let error: unknown;
  const log: Log = {
    error: () => {},
    info: () => {},
    warn: (message, fields: LogFields = {}) => {
      if (fields.error === undefined) findings.push(warning('redis', message));
      else error = fields.error;
    },
  };
  const redis = redisSettings(settings);
  const { cache, limiter, name, close } = await openCacheAndLimiter(settings, cacheId ?? randomUUID(), log);
  try {
    if (redis === undefined)
      return [...findings, ok('redis', `not used, but the ${name}${forInstances(settings)}`)];
    const trouble = () => cache.trouble() ?? limiter.trouble();
    const began = performance.now();
    const isWaiting = () => performance.now() - began < (error === undefined ? maxWaitMs : minWaitMs);
    while (trouble() !== undefined && isWaiting()) await sleep(25);
    const reason = trouble();
    if (reason === undefined) return [...findings, ...(await serverFindings(redis))];
    return [...findings, whyNot(reason, error, cacheId)];
  } finally {
    close();
  }
};

const forInstances = ({ DB_URL }: Settings) =>
  DB_URL === undefined ? '' : '. To run several instances, set REDIS__HOST: they share one cache';

const whyNot = (reason: string, error: unknown, cacheId: string | undefined): Finding => {
  if (cacheId === undefined && /permission to access/.test(reason))
    return notChecked('redis', 'this user may use some keys only, whose prefix is in the database');
  // The reason has neither user nor address, because the readiness probe is public.
  const cause = error === undefined ? '' : ` (${reasonOf(error)})`;
  return failure('redis', [`${reason}${cause}`, redisAdvice(reason)].filter(Boolean).join('. '));
};

const serverFindings = async (redis: Parameters<typeof readServerFacts>[0]): Promise<Finding[]> => {
  const { version, clock, maxMemory, evictionPolicy } = await readServerFacts(redis);
  const isOld = version !== undefined && Number.parseInt(version, 10) < minVersion;
  const name = `Redis ${version ?? 'of unknown version'}`;
  return [
    isOld
      ? failure('redis', `${name}. Version ${minVersion} or newer is required`)
      : ok('redis', `${name}, all required commands are permitted`),
    ...(maxMemory === 0 || evictionPolicy === 'noeviction'
      ? [
          warning(
            'redis',
            `maxmemory is ${maxMemory}, and maxmemory-policy ${evictionPolicy}: it can run out of memory. Set maxmemory, and ` +
              'maxmemory-policy allkeys-lru',
          ),
        ]
      : []),
    ...(clock ? [clockFinding('Redis', skewOf(clock.time, clock.asked, clock.answered))] : []),
  ];
};
