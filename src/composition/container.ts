import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Container } from 'inversify';
import type { Knex } from 'knex';
import { Argon2PasswordHasher } from '../adapters/crypto/argon2-password-hasher.js';
import { JwtAccessTokens } from '../adapters/crypto/jwt-access-tokens.js';
import type { SigningKey } from '../adapters/crypto/signing-keys.js';
import { createApp } from '../adapters/http/app.js';
import { genreRoutes } from '../adapters/http/catalogue/genre-routes.js';
import { healthRoutes } from '../adapters/http/health-routes.js';
import { authRoutes } from '../adapters/http/identity/auth-routes.js';
import { userRoutes } from '../adapters/http/identity/user-routes.js';
import { KnexCatalogueRepository } from '../adapters/knex/knex-catalogue-repository.js';
import { KnexGenreCounts } from '../adapters/knex/knex-genre-counts.js';
import { KnexUnitOfWork, KnexUserRepository } from '../adapters/knex/knex-user-repository.js';
import { pendingMigrations } from '../adapters/knex/migrations.js';
import { CachedCatalogueRepository } from '../core/catalogue/cached-catalogue-repository.js';
import { Authenticate } from '../core/identity/authenticate.js';
import { LogIn } from '../core/identity/log-in.js';
import { ManageUsers } from '../core/identity/manage-users.js';
import { OwnAccount } from '../core/identity/own-account.js';
import { permissionTable } from '../core/identity/permissions.js';
import { RegisterUser } from '../core/identity/register-user.js';
import type { Cache } from '../core/shared/cache.js';
import type { Clock } from '../core/shared/clock.js';
import type { Log } from '../core/shared/log.js';
import { catalogueKinds, type KindRow } from './catalogue-kinds.js';
import { ids } from './service-ids.js';
import type { Settings } from './settings.js';

/** What has to be opened before the rest can be put together. */
export interface Outside {
  readonly settings: Settings;
  readonly log: Log;
  readonly signingKey: SigningKey;
  readonly database: Knex;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly kinds?: readonly KindRow[];
}

/** Puts the service together: everything once, each from what it says it needs. */
export const createContainer = ({ kinds = catalogueKinds, ...outside }: Outside): Container => {
  const container = new Container({ defaultScope: 'Singleton' });
  const titles = kinds.filter(({ isTitle }) => isTitle).map(({ plural }) => plural);

  container.bind(ids.Settings).toConstantValue(outside.settings);
  container.bind(ids.Log).toConstantValue(outside.log);
  container.bind(ids.Clock).toConstantValue(outside.clock);
  container.bind(ids.SigningKey).toConstantValue(outside.signingKey);
  container.bind(ids.Database).toConstantValue(outside.database);
  container.bind(ids.Cache).toConstantValue(outside.cache);

  container.bind(ids.UserRepository).toResolvedValue((db) => new KnexUserRepository(db), [ids.Database]);
  container.bind(ids.UnitOfWork).toResolvedValue((db) => new KnexUnitOfWork(db), [ids.Database]);
  container.bind(ids.GenreCounts).toResolvedValue((db) => new KnexGenreCounts(db, titles), [ids.Database]);
  container.bind(ids.Catalogue).toResolvedValue(
    (db, cache) => ({
      repository: (kind) =>
        new CachedCatalogueRepository(kind, new KnexCatalogueRepository(db, kind.plural, titles), cache),
    }),
    [ids.Database, ids.Cache],
  );

  container.bind(ids.PasswordHasher).toResolvedValue(() => new Argon2PasswordHasher());
  container
    .bind(ids.AccessTokens)
    .toResolvedValue(
      (key, { JWT__ISSUER, JWT__AUDIENCE, JWT__ACCESS_TTL }, clock) =>
        new JwtAccessTokens(
          key,
          { issuer: JWT__ISSUER, audience: JWT__AUDIENCE, accessTtl: JWT__ACCESS_TTL },
          clock,
        ),
      [ids.SigningKey, ids.Settings, ids.Clock],
    );
  container
    .bind(ids.PermissionTable)
    .toResolvedValue(
      ({ AUTH__PUBLIC_READS }) => permissionTable({ publicReads: AUTH__PUBLIC_READS }),
      [ids.Settings],
    );

  container.bind(ids.RegisterUser).toResolvedValue(
    (users, hasher, { AUTH__REGISTRATION, PASSWORD__MIN_LENGTH }) =>
      new RegisterUser(users, hasher, {
        registration: AUTH__REGISTRATION,
        policy: { minLength: PASSWORD__MIN_LENGTH },
      }),
    [ids.UserRepository, ids.PasswordHasher, ids.Settings],
  );
  container
    .bind(ids.LogIn)
    .toResolvedValue(
      (users, hasher, tokens) => new LogIn(users, hasher, tokens, randomUUID),
      [ids.UserRepository, ids.PasswordHasher, ids.AccessTokens],
    );
  container
    .bind(ids.Authenticate)
    .toResolvedValue(
      (tokens, users) => new Authenticate(tokens, users),
      [ids.AccessTokens, ids.UserRepository],
    );
  container.bind(ids.OwnAccount).toResolvedValue((users) => new OwnAccount(users), [ids.UserRepository]);
  container
    .bind(ids.ManageUsers)
    .toResolvedValue((users, work) => new ManageUsers(users, work), [ids.UserRepository, ids.UnitOfWork]);

  container.bind(ids.Health).toResolvedValue(
    (db, cache) => ({
      database: () => answers(db.raw('select 1')),
      migrations: () => answers(pendingMigrations(db), (pending) => pending.length === 0),
      cache: () => cache.available(),
    }),
    [ids.Database, ids.Cache],
  );
  container.bind(ids.Routes).toResolvedValue(
    (settings, catalogue, genreCounts, registerUser, logIn, permissions, key, manage, changeOwn, health) => {
      const reads = {
        requireIfMatch: settings.CATALOGUE__REQUIRE_IF_MATCH,
        cacheControl: settings.AUTH__PUBLIC_READS ? 'no-cache' : 'private, no-cache',
      };
      return [
        ...authRoutes({ registerUser, logIn, permissions, publicKeys: [key.jwk] }),
        ...userRoutes(manage, changeOwn),
        ...kinds.flatMap((kind) => kind.routes(catalogue, reads)),
        ...genreRoutes(genreCounts, titles, reads),
        ...healthRoutes(health),
      ];
    },
    [
      ids.Settings,
      ids.Catalogue,
      ids.GenreCounts,
      ids.RegisterUser,
      ids.LogIn,
      ids.PermissionTable,
      ids.SigningKey,
      ids.ManageUsers,
      ids.OwnAccount,
      ids.Health,
    ],
  );
  container.bind(ids.App).toResolvedValue(
    (routes, settings, authenticate, permissions, log) =>
      createApp(
        routes,
        {
          authenticate,
          permissions,
          publicUrl: settings.PUBLIC_URL,
          corsOrigins: settings.CORS__ORIGINS,
          trustProxy: settings.TRUST_PROXY,
          docs: settings.DOCS,
        },
        log,
      ),
    [ids.Routes, ids.Settings, ids.Authenticate, ids.PermissionTable, ids.Log],
  );
  return container;
};

const answers = async <T>(question: PromiseLike<T>, right: (answer: T) => boolean = () => true) => {
  try {
    return right(await question);
  } catch {
    return false;
  }
};
