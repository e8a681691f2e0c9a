import type { Container } from 'inversify';
import { createApp } from '../adapters/http/app.js';
import { genreRoutes } from '../adapters/http/catalogue/genre-routes.js';
import { searchRoutes } from '../adapters/http/catalogue/search-routes.js';
import { healthRoutes } from '../adapters/http/health-routes.js';
import { auditRoutes } from '../adapters/http/identity/audit-routes.js';
import { authRoutes } from '../adapters/http/identity/auth-routes.js';
import { invitationRoutes } from '../adapters/http/identity/invitation-routes.js';
import { ownDataRoutes } from '../adapters/http/identity/own-data-routes.js';
import { recoveryRoutes } from '../adapters/http/identity/recovery-routes.js';
import { referenceRoutes } from '../adapters/http/identity/reference-routes.js';
import { sessionRoutes } from '../adapters/http/identity/session-routes.js';
import { userRoutes } from '../adapters/http/identity/user-routes.js';
import { spool } from '../adapters/http/spool.js';
import { TokenCookies } from '../adapters/http/token-cookies.js';
import { fileFormats } from '../adapters/import/files/file-format.js';
import { pendingMigrations } from '../adapters/knex/migrations.js';
import { type KindRow, kindsWithGenres } from './catalogue-kinds.js';
import { ids } from './service-ids.js';

/** The routes, and the application that serves them. */
export const bindHttp = (container: Container, kinds: readonly KindRow[]): void => {
  const withGenres = kindsWithGenres(kinds).map(({ plural }) => plural);
  container.bind(ids.Health).toResolvedValue(
    (db, cache, limiter, lifecycle) => ({
      isStopping: () => lifecycle.isStopping,
      database: () => answers(db.raw('select 1')),
      migrations: () => answers(pendingMigrations(db), (pending) => pending.length === 0),
      cache: async () =>
        (await cache.available())
          ? undefined
          : (cache.trouble() ?? 'the instances have not agreed on this Redis server yet'),
      limits: () => limiter.trouble(),
    }),
    [ids.Database, ids.Cache, ids.Limiter, ids.Lifecycle],
  );
  container.bind(ids.Routes).toResolvedValue(
    (
      settings,
      catalogue,
      genreCounts,
      auth,
      recovery,
      permissions,
      keys,
      manage,
      changeOwn,
      ownData,
      invite,
      audit,
      health,
      cursors,
    ) => {
      const reads = {
        requireIfMatch: settings.CATALOGUE__REQUIRE_IF_MATCH,
        cacheControl: settings.AUTH__PUBLIC_READS ? 'no-cache' : 'private, no-cache',
        cursors,
        exports: { formats: fileFormats, spool },
      };
      const jwks = keys.verifying.map(({ jwk }) => jwk);
      return [
        ...authRoutes(auth),
        ...recoveryRoutes(recovery),
        ...sessionRoutes(auth.manageSessions),
        ...referenceRoutes(permissions, jwks),
        ...userRoutes(manage, changeOwn, cursors),
        ...ownDataRoutes(ownData),
        ...invitationRoutes(invite),
        ...auditRoutes(audit, cursors),
        ...kinds.flatMap((kind) => kind.routes(catalogue, reads, kinds)),
        ...genreRoutes(genreCounts, withGenres, reads),
        ...searchRoutes(
          kinds.map((kind) => kind.searched(catalogue)),
          reads,
        ),
        ...healthRoutes(health),
      ];
    },
    [
      ids.Settings,
      ids.Catalogue,
      ids.GenreCounts,
      ids.AuthServices,
      ids.RecoveryServices,
      ids.PermissionTable,
      ids.Keys,
      ids.ManageUsers,
      ids.OwnAccount,
      ids.OwnDataServices,
      ids.InviteUser,
      ids.AuditReader,
      ids.Health,
      ids.Cursors,
    ],
  );
  container.bind(ids.App).toResolvedValue(
    (routes, settings, authenticate, permissions, reads, limiter, log) =>
      createApp(
        routes,
        {
          authenticate,
          reads,
          limiter,
          limits: {
            register: { name: 'register', ...settings.LIMITS__REGISTER },
            forgot: { name: 'forgot', ...settings.LIMITS__FORGOT },
            // It costs as much as a guess does to see whether one is good enough, and more.
            password: { name: 'login-address', ...settings.LIMITS__LOGIN_ADDRESS },
          },
          guestSearchLimit:
            settings.LIMITS__GUEST_SEARCH === 'off'
              ? undefined
              : { name: 'guest-search', ...settings.LIMITS__GUEST_SEARCH },
          permissions,
          cookies: new TokenCookies(settings.COOKIES__SECURE),
          publicUrl: settings.PUBLIC_URL,
          corsOrigins: settings.CORS__ORIGINS,
          trustProxy: settings.TRUST_PROXY,
          docs: settings.DOCS,
        },
        log,
      ),
    [ids.Routes, ids.Settings, ids.Authenticate, ids.PermissionTable, ids.ReadCache, ids.Limiter, ids.Log],
  );
};

const answers = async <T>(question: PromiseLike<T>, right: (answer: T) => boolean = () => true) => {
  try {
    return right(await question);
  } catch {
    return false;
  }
};
