import Joi from 'joi';
import { type AnyRoute, route } from './route.js';
import { named } from './schemas.js';

/** The state of what the service depends on, checked on each call. */
export interface Health {
  /** Whether the service is about to stop: it still serves requests, but new ones should go to other instances. */
  isStopping(): boolean;
  database(): Promise<boolean>;
  /** Whether the database has every migration of this build. */
  migrations(): Promise<boolean>;
  /** Why the cache cannot be used; undefined: it is available. */
  cache(): Promise<string | undefined>;
  /** Why this instance cannot count limits in Redis with the others; undefined: it can, or there is no Redis. */
  limits(): string | undefined;
}

const check = () => named('CheckResult', Joi.string().valid('up', 'down')).required();

/** @param version release of the service */
export function healthRoutes(health: Health, version: string): AnyRoute[] {
  const reason = (what: string) => Joi.string().description(`Why ${what}. Only while it is down.`);
  const checks = named(
    'ReadinessChecks',
    Joi.object({
      database: check(),
      cache: check(),
      cacheReason: reason('the cache cannot be used'),
      limits: check().description('Whether limits are shared by all instances.'),
      limitsReason: reason('this instance counts limits by itself'),
      migrations: check(),
    }),
  );
  const ready = named(
    'Readiness',
    Joi.object({
      status: Joi.string().valid('ready', 'degraded', 'stopping', 'unavailable').required(),
      checks: checks.required(),
    }).example({ checks: { database: 'up', cache: 'up', limits: 'up', migrations: 'up' } }),
  );
  const common = {
    method: 'get',
    tag: 'operations',
    permission: 'everybody',
    input: {},
    errors: [],
  } as const;
  return [
    route({
      ...common,
      path: '/health/live',
      operationId: 'checkLiveness',
      summary: 'Check whether the process runs',
      output: {
        200: {
          description: 'The process runs.',
          body: named(
            'Liveness',
            Joi.object({
              status: Joi.string().valid('live').required(),
              version: Joi.string().required().description('The release of the service.').example('0.1.0'),
            }),
          ),
        },
      },
      handle: async () => ({ status: 200, body: { status: 'live', version } }),
    }),
    route({
      ...common,
      path: '/health/ready',
      operationId: 'checkReadiness',
      summary: 'Check whether requests can be served',
      output: {
        200: {
          description:
            'Requests can be served. degraded: without Redis, so without its cache or with limits per instance.',
          body: ready,
        },
        503: {
          description: 'Requests cannot be served, or the service is about to stop (stopping).',
          body: ready,
          example: {
            status: 'unavailable',
            checks: { database: 'down', cache: 'up', limits: 'up', migrations: 'down' },
          },
        },
      },
      handle: async () => {
        const [database, cache, migrations] = await Promise.all([
          health.database(),
          health.cache(),
          health.migrations(),
        ]);
        const limits = health.limits();
        const canServe = database && migrations;
        const upOrDown = (isUp: boolean) => (isUp ? 'up' : 'down');
        const isStopping = health.isStopping();
        const hasRedis = cache === undefined && limits === undefined;
        const serving = isStopping ? 'stopping' : hasRedis ? 'ready' : 'degraded';
        return {
          status: canServe && !isStopping ? 200 : 503,
          body: {
            status: canServe ? serving : 'unavailable',
            checks: {
              database: upOrDown(database),
              cache: upOrDown(cache === undefined),
              ...(cache !== undefined && { cacheReason: cache }),
              limits: upOrDown(limits === undefined),
              ...(limits !== undefined && { limitsReason: limits }),
              migrations: upOrDown(migrations),
            },
          },
        };
      },
    }),
  ];
}
