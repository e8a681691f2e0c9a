import { UnusableServer } from '../../src/adapters/redis/redis-errors.js';
import { readServerIds } from '../../src/adapters/redis/server-ids.js';
import type { CacheOverrides } from '../../src/composition/cache-overrides.js';
import type { FollowedChanges } from '../../src/composition/infrastructure.js';
import type { Cache, CacheAgreement, CacheLease } from '../../src/core/shared/cache.js';

/** What switches a safety off. */
export interface SwitchedOff {
  /** For one instance; each has its own. */
  readonly overrides?: () => CacheOverrides;
  /** Statements to run on the migrated database. */
  readonly sql?: string;
  /** The import counts as ended when its rows are committed. */
  readonly importEndsAtCommit?: true;
}

const overrideCache = (cache: Cache, methods: Partial<Cache>): Cache => ({
  lookUp: (...args) => cache.lookUp(...args),
  store: (...value) => cache.store(...value),
  invalidate: (...generations) => cache.invalidate(...generations),
  available: () => cache.available(),
  trouble: () => cache.trouble(),
  ...methods,
});

const overrideChanges = (changes: FollowedChanges, methods: Partial<FollowedChanges>): FollowedChanges => ({
  committed: (...change) => changes.committed(...change),
  catchUp: () => changes.catchUp(),
  cacheAgreement: () => changes.cacheAgreement(),
  confirmInvalidation: () => changes.confirmInvalidation(),
  ...methods,
});

/** Changes each row of `cache_agreement` before it is stored. */
const beforeAgreement = (assignment: string) => `
  create function change_agreement() returns trigger language plpgsql as
    $$ begin ${assignment}; return new; end $$;
  create trigger change_agreement before update on cache_agreement
    for each row execute function change_agreement();`;

/** The safeties against stale values (docs/adr/0007), each with what switches it off. */
export const safeties = {
  'generation compare': {
    // Values depend on a generation that no change removes.
    overrides: () => ({
      wrapCache: (cache) =>
        overrideCache(cache, { lookUp: (agreement, key) => cache.lookUp(agreement, key, ['never removed']) }),
    }),
  },
  'join by key and generation': {
    // All misses of a key have equal leases, so each joins the read under way.
    overrides: () => ({
      wrapCache: (cache) => {
        const leases = new WeakMap<CacheLease, CacheLease>();
        return overrideCache(cache, {
          lookUp: async (...args) => {
            const look = await cache.lookUp(...args);
            if (look.outcome !== 'miss') return look;
            const lease = new Map([['any', 'equal']]);
            leases.set(lease, look.lease);
            return { outcome: 'miss', lease };
          },
          store: (agreement, key, lease, value) =>
            cache.store(agreement, key, leases.get(lease) ?? lease, value),
        });
      },
    }),
  },
  'wait after a failed invalidation': {
    overrides: () => ({
      wrapChanges: (changes) =>
        overrideChanges(changes, {
          confirmInvalidation: () => changes.confirmInvalidation().catch(() => {}),
        }),
    }),
  },
  'wait before the response to a write': {
    overrides: () => ({
      wrapChanges: (changes) => overrideChanges(changes, { confirmInvalidation: async () => {} }),
    }),
  },
  'bypass while lagging': {
    overrides: () => ({
      wrapChanges: (changes) => {
        let last: CacheAgreement | undefined;
        return overrideChanges(changes, {
          cacheAgreement: () => {
            last = changes.cacheAgreement() ?? last;
            return last;
          },
        });
      },
    }),
  },
  'repeat of failed invalidations': {
    overrides: () => ({
      wrapCache: (cache) => {
        const failed = new Set<string>();
        return overrideCache(cache, {
          invalidate: async (agreement, generations) => {
            const sent = generations.filter((name) => !failed.has(name));
            failed.clear();
            try {
              return await cache.invalidate(agreement, sent);
            } catch (error) {
              for (const name of generations) failed.add(name);
              throw error;
            }
          },
        });
      },
    }),
  },
  'ids of the server': {
    overrides: () => ({
      readServerIds: async (redis) => ({
        ...(await readServerIds(redis)),
        id: 'any server',
        run: 'any server',
      }),
    }),
  },
  'a new epoch for each change of the server': {
    sql: beforeAgreement('new.epoch := md5(new.server)::uuid'),
  },
  'a read compares its server with the agreed one': {
    overrides: () => {
      let connected: string | null = null;
      const ofConnection = (agreement: CacheAgreement) => ({ ...agreement, server: connected });
      return {
        readServerIds: async (redis) => {
          const ids = await readServerIds(redis);
          connected = ids.id;
          return ids;
        },
        wrapCache: (cache) =>
          overrideCache(cache, {
            lookUp: (agreement, ...args) => cache.lookUp(ofConnection(agreement), ...args),
            store: (agreement, ...value) => cache.store(ofConnection(agreement), ...value),
          }),
      };
    },
  },
  'the server checks its ids within the call': {
    overrides: () => ({ readServerIds: async (redis) => ({ ...(await readServerIds(redis)), history: '' }) }),
  },
  'a confirmation counts only from the agreed server': {
    overrides: () => ({
      wrapCache: (cache) =>
        overrideCache(cache, {
          invalidate: (...generations) =>
            cache.invalidate(...generations).catch((error) => {
              // By name: under mocha, a dynamic import loads the class a second time.
              if (error.constructor.name === UnusableServer.name) return undefined;
              throw error;
            }),
        }),
    }),
  },
  'a quick confirmation is not trusted after a change': {
    // As if the server were the first one in use, which no instance can have used before.
    sql: beforeAgreement('new.previous := null'),
  },
  // The feed reports a change of many rows by the kind alone.
  'generation of a whole kind': {
    overrides: () => ({
      wrapCache: (cache) =>
        overrideCache(cache, {
          invalidate: (agreement, generations) =>
            cache.invalidate(
              agreement,
              generations.filter((name) => name.includes('/')),
            ),
        }),
    }),
  },
  // Of the copies that clients keep with GET /{kind}/sync. Without it, some changes are in no sync.
  'a change has its transaction': {
    sql: `create or replace function mark_changed() returns trigger language plpgsql as $$
      begin
        new.changed_in := case when random() < 0.25 then old.changed_in else pg_current_xact_id() end;
        return new;
      end $$`,
  },
  'wait at the end of an import': { importEndsAtCommit: true },
  'no resending': {
    overrides: () => ({ redisOptions: { autoResendUnfulfilledCommands: true, maxRetriesPerRequest: null } }),
  },
} as const satisfies Readonly<Record<string, SwitchedOff>>;

export type Safety = keyof typeof safeties;

/** @param safety undefined: none is switched off */
export const switchedOff = (safety: Safety | undefined): SwitchedOff =>
  safety === undefined ? {} : safeties[safety];
