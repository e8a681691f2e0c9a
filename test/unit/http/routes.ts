import { genreRoutes } from '../../../src/adapters/http/catalogue/genre-routes.js';
import { healthRoutes } from '../../../src/adapters/http/health-routes.js';
import { authRoutes } from '../../../src/adapters/http/identity/auth-routes.js';
import { referenceRoutes } from '../../../src/adapters/http/identity/reference-routes.js';
import { sessionRoutes } from '../../../src/adapters/http/identity/session-routes.js';
import { userRoutes } from '../../../src/adapters/http/identity/user-routes.js';
import type { AnyRoute } from '../../../src/adapters/http/route.js';
import { type Catalogue, catalogueKinds } from '../../../src/composition/catalogue-kinds.js';
import { LogIn } from '../../../src/core/identity/log-in.js';
import { ManageSessions } from '../../../src/core/identity/manage-sessions.js';
import { OwnAccount } from '../../../src/core/identity/own-account.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { RefreshSession } from '../../../src/core/identity/refresh-session.js';
import { RegisterUser } from '../../../src/core/identity/register-user.js';
import { MemoryCatalogueRepository } from '../../support/fakes/memory-catalogue-repository.js';
import { identity } from '../identity/accounts.js';

/** Every route of the service, over fakes. */
export const allRoutes = (): AnyRoute[] => {
  const { users, sessions, work, hasher, tokens, refreshTokens, clock, manage } = identity();
  const life = { idle: 604_800, absolute: 2_592_000 };
  const logInSettings = { life, newSessionId: () => 'session-1' };
  const manageSessions = new ManageSessions(sessions, work, refreshTokens, clock);
  const catalogue: Catalogue = { repository: () => new MemoryCatalogueRepository() };
  const reads = { requireIfMatch: false, cacheControl: 'no-cache' };
  const up = async () => true;
  return [
    ...authRoutes({
      registerUser: new RegisterUser(users, work, hasher, {
        registration: 'open',
        policy: { minLength: 15 },
      }),
      logIn: new LogIn(users, work, hasher, tokens, refreshTokens, clock, logInSettings),
      refreshSession: new RefreshSession(work, tokens, refreshTokens, clock, life),
      manageSessions,
    }),
    ...sessionRoutes(manageSessions),
    ...referenceRoutes(permissionTable({ publicReads: true }), []),
    ...userRoutes(manage, new OwnAccount(users, work, hasher)),
    ...catalogueKinds.flatMap((kind) => kind.routes(catalogue, reads)),
    ...genreRoutes({ count: async () => [] }, ['movies', 'series'], reads),
    ...healthRoutes({ database: up, migrations: up, cache: up }),
  ];
};
