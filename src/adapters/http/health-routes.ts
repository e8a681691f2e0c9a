import Joi from 'joi';
import { type AnyRoute, route } from './route.js';
import { named } from './schemas.js';

/** What the service stands on, each asked anew. */
export interface Health {
  /** Whether the service is about to stop: it still serves, and new requests should go to other instances. */
  isStopping(): boolean;
  database(): Promise<boolean>;
  /** Whether the database has every migration that this build knows. */
  migrations(): Promise<boolean>;
  /** Why the cache cannot be used; undefined: it can. */
  cache(): Promise<string | undefined>;
  /** Why this instance counts limits by itself, though others count elsewhere; undefined: it does not. */
  limits(): string | undefined;
}

const check = () => Joi.string().valid('up', 'down').required();

export const healthRoutes = (health: Health): AnyRoute[] => {
  const reason = (what: string) => Joi.string().description(`Why ${what}; only while it is down.`);
  const checks = Joi.object({
    database: check(),
    cache: check(),
    cacheReason: reason('the cache cannot be used'),
    limits: check().description('Whether limits are counted for all instances together.'),
    limitsReason: reason('this instance counts limits by itself'),
    migrations: check(),
  });
  const ready = named(
    'Readiness',
    Joi.object({
      status: Joi.string().valid('ready', 'degraded', 'stopping', 'unavailable').required(),
      checks: checks.required(),
    }),
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
      summary: 'Ask whether the process runs',
      output: {
        200: { description: 'It does.', body: Joi.object({ status: Joi.string().valid('live').required() }) },
      },
      handle: async () => ({ status: 200, body: { status: 'live' } }),
    }),
    route({
      ...common,
      path: '/health/ready',
      summary: 'Ask whether requests can be served',
      output: {
        200: {
          description: 'They can; without Redis slower, or with limits of their own (degraded).',
          body: ready,
        },
        503: { description: 'They cannot, or the service is about to stop (stopping).', body: ready },
      },
      handle: async () => {
        const [database, cache, migrations] = await Promise.all([
          health.database(),
          health.cache(),
          health.migrations(),
        ]);
        const limits = health.limits();
        const up = database && migrations;
        const word = (works: boolean) => (works ? 'up' : 'down');
        const isStopping = health.isStopping();
        const isWhole = cache === undefined && limits === undefined;
        const serving = isStopping ? 'stopping' : isWhole ? 'ready' : 'degraded';
        return {
          status: up && !isStopping ? 200 : 503,
          body: {
            status: up ? serving : 'unavailable',
            checks: {
              database: word(database),
              cache: word(cache === undefined),
              ...(cache !== undefined && { cacheReason: cache }),
              limits: word(limits === undefined),
              ...(limits !== undefined && { limitsReason: limits }),
              migrations: word(migrations),
            },
          },
        };
      },
    }),
  ];
};
