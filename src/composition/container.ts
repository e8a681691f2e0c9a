import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Container } from 'inversify';
import type { Knex } from 'knex';
import { Argon2PasswordHasher } from '../adapters/crypto/argon2-password-hasher.js';
import { HmacRefreshTokens } from '../adapters/crypto/hmac-refresh-tokens.js';
import { JwtAccessTokens } from '../adapters/crypto/jwt-access-tokens.js';
import type { Keys } from '../adapters/crypto/signing-keys.js';
import { Cursors } from '../adapters/http/cursor.js';
import { KnexAuditReader } from '../adapters/knex/knex-audit-reader.js';
import { KnexCatalogueRepository } from '../adapters/knex/knex-catalogue-repository.js';
import { KnexCatalogueSnapshots } from '../adapters/knex/knex-catalogue-snapshots.js';
import { KnexGenreCounts } from '../adapters/knex/knex-genre-counts.js';
import { KnexPersonalData } from '../adapters/knex/knex-personal-data.js';
import { knexRepositories } from '../adapters/knex/knex-repositories.js';
import { KnexSessionRepository } from '../adapters/knex/knex-session-repository.js';
import { KnexUnitOfWork } from '../adapters/knex/knex-unit-of-work.js';
import { KnexUserRepository } from '../adapters/knex/knex-user-repository.js';
import { lockingWrite } from '../adapters/knex/pool-shares.js';
import type { Freshness } from '../core/identity/identity-ports.js';
import { permissionTable } from '../core/identity/permissions.js';
import type { Revocations } from '../core/identity/revocations.js';
import type { Cache } from '../core/shared/cache.js';
import type { CommitListener } from '../core/shared/changes.js';
import type { Clock } from '../core/shared/clock.js';
import type { Limiter } from '../core/shared/limits.js';
import type { Log } from '../core/shared/log.js';
import { type Changes, ReadCache } from '../core/shared/read-cache.js';
import { catalogueKinds, type KindRow, kindsWithGenres } from './catalogue-kinds.js';
import { bindHttp } from './http-bindings.js';
import { bindIdentity } from './identity-bindings.js';
import { bindLetters, type PrintMail } from './letters.js';
import { ids } from './service-ids.js';
import type { Settings } from './settings.js';

/** What has to be opened before the rest can be put together. */
export interface Outside {
  readonly settings: Settings;
  /** Whether the service is about to stop. */
  readonly lifecycle: { readonly isStopping: boolean };
  readonly log: Log;
  readonly keys: Keys;
  readonly database: Knex;
  /** The id of the installation, which exports name. */
  readonly installation: string;
  /** Seals cursors; the same in every instance. */
  readonly cursorSecret: Uint8Array;
  readonly cache: Cache;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly revocations: Revocations;
  readonly freshness: Freshness;
  readonly changes: Changes & Pick<CommitListener, 'committed'> & { catchUp(): Promise<void> };
  /** Milliseconds that one search may take. */
  readonly searchBudget: number;
  /** What letters are shown to where no server takes them. */
  readonly printMail?: PrintMail | undefined;
  readonly kinds?: readonly KindRow[];
}

/** Puts the service together: everything once, each from what it says it needs. */
export const createContainer = ({ kinds = catalogueKinds, ...outside }: Outside): Container => {
  const container = new Container({ defaultScope: 'Singleton' });
  const withGenres = kindsWithGenres(kinds).map(({ plural }) => plural);

  container.bind(ids.Lifecycle).toConstantValue(outside.lifecycle);
  container.bind(ids.Settings).toConstantValue(outside.settings);
  container.bind(ids.Log).toConstantValue(outside.log);
  container.bind(ids.Clock).toConstantValue(outside.clock);
  container.bind(ids.Keys).toConstantValue(outside.keys);
  container.bind(ids.Database).toConstantValue(outside.database);
  container.bind(ids.Cache).toConstantValue(outside.cache);
  container.bind(ids.Cursors).toConstantValue(new Cursors(outside.cursorSecret));
  container.bind(ids.Limiter).toConstantValue(outside.limiter);
  container.bind(ids.Revocations).toConstantValue(outside.revocations);
  container.bind(ids.Freshness).toConstantValue(outside.freshness);

  container
    .bind(ids.UserRepository)
    .toResolvedValue((db) => new KnexUserRepository(db, outside.searchBudget), [ids.Database]);
  container
    .bind(ids.SessionRepository)
    .toResolvedValue((db) => new KnexSessionRepository(db), [ids.Database]);
  container
    .bind(ids.UnitOfWork)
    .toResolvedValue(
      (db, commits) => new KnexUnitOfWork(db, knexRepositories(kinds), commits),
      [ids.Database, ids.CommitListener],
    );
  container.bind(ids.AuditReader).toResolvedValue((db) => new KnexAuditReader(db), [ids.Database]);
  container.bind(ids.PersonalData).toResolvedValue((db) => new KnexPersonalData(db), [ids.Database]);
  container
    .bind(ids.GenreCounts)
    .toResolvedValue((db) => new KnexGenreCounts(db, withGenres), [ids.Database]);
  const pause = (milliseconds: number) => sleep(milliseconds, undefined, { ref: false });
  container
    .bind(ids.ReadCache)
    .toResolvedValue((cache) => new ReadCache(cache, outside.changes, pause), [ids.Cache]);
  container.bind(ids.CommitListener).toResolvedValue(
    (reads) => ({
      committed: (changes) => outside.changes.committed(changes),
      waitForRevocations: () => outside.changes.catchUp(),
      waitForCaches: () => reads.waitForInvalidation(),
    }),
    [ids.ReadCache],
  );
  container
    .bind(ids.CatalogueSnapshots)
    .toResolvedValue((db) => new KnexCatalogueSnapshots(db), [ids.Database]);
  container.bind(ids.Catalogue).toResolvedValue(
    (db, commits, snapshots) => ({
      reader: (kind) => new KnexCatalogueRepository(db, kind, kinds, outside.searchBudget),
      // They wait for rows that many clients may write, and share a part of the pool: logins find a connection.
      unitOfWork: new KnexUnitOfWork(db, knexRepositories(kinds), commits, lockingWrite),
      snapshots,
      installation: outside.installation,
    }),
    [ids.Database, ids.CommitListener, ids.CatalogueSnapshots],
  );

  container.bind(ids.RefreshTokens).toResolvedValue(() => new HmacRefreshTokens());
  container.bind(ids.PasswordHasher).toResolvedValue(() => new Argon2PasswordHasher());
  container
    .bind(ids.AccessTokens)
    .toResolvedValue(
      (keys, { JWT__ISSUER, JWT__AUDIENCE, JWT__ACCESS_TTL }, clock) =>
        new JwtAccessTokens(
          keys,
          { issuer: JWT__ISSUER, audience: JWT__AUDIENCE, accessTtl: JWT__ACCESS_TTL },
          clock,
        ),
      [ids.Keys, ids.Settings, ids.Clock],
    );
  container
    .bind(ids.PermissionTable)
    .toResolvedValue(
      ({ AUTH__PUBLIC_READS }) => permissionTable({ publicReads: AUTH__PUBLIC_READS }),
      [ids.Settings],
    );

  bindIdentity(container, outside.settings);
  bindLetters(container, outside);

  bindHttp(container, kinds);
  return container;
};
