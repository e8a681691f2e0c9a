import { fileFormats } from '../../../src/adapters/files/file-format.js';
import { spool } from '../../../src/adapters/files/spool.js';
import { genreRoutes } from '../../../src/adapters/http/catalogue/genre-routes.js';
import { searchRoutes } from '../../../src/adapters/http/catalogue/search-routes.js';
import { Cursors } from '../../../src/adapters/http/cursor.js';
import { healthRoutes } from '../../../src/adapters/http/health-routes.js';
import { authRoutes } from '../../../src/adapters/http/identity/auth-routes.js';
import { ownDataRoutes } from '../../../src/adapters/http/identity/own-data-routes.js';
import { referenceRoutes } from '../../../src/adapters/http/identity/reference-routes.js';
import { sessionRoutes } from '../../../src/adapters/http/identity/session-routes.js';
import { userRoutes } from '../../../src/adapters/http/identity/user-routes.js';
import type { AnyRoute } from '../../../src/adapters/http/route.js';
import { type Catalogue, catalogueKinds } from '../../../src/composition/catalogue-kinds.js';
import { ChangePassword } from '../../../src/core/identity/change-password.js';
import { LogIn } from '../../../src/core/identity/log-in.js';
import { ManageSessions } from '../../../src/core/identity/manage-sessions.js';
import { OwnAccount } from '../../../src/core/identity/own-account.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { RefreshSession } from '../../../src/core/identity/refresh-session.js';
import { RegisterUser } from '../../../src/core/identity/register-user.js';
import { RemoveOwnAccount } from '../../../src/core/identity/remove-own-account.js';
import { MemoryCatalogueRepository } from '../../support/fakes/memory-catalogue-repository.js';
import { identity, policy } from '../identity/accounts.js';

/** Every route of the service, over fakes. */
export const allRoutes = (): AnyRoute[] => {
  const { users, sessions, work, guesses, hasher, tokens, refreshTokens, clock, manage } = identity();
  const life = { idle: 604_800, absolute: 2_592_000 };
  const logInSettings = { life, newSessionId: () => 'session-1' };
  const manageSessions = new ManageSessions(sessions, work, refreshTokens, clock);
  const repository: Catalogue['repository'] = () => new MemoryCatalogueRepository();
  const catalogue: Catalogue = {
    repository,
    snapshots: { take: (work) => work({ repository }) },
    installation: '00000000-0000-4000-8000-000000000000',
  };
  const cursors = new Cursors(new Uint8Array(32));
  const reads = {
    requireIfMatch: false,
    cacheControl: 'no-cache',
    cursors,
    exports: { formats: fileFormats, spool },
  };
  const up = async () => true;
  return [
    ...authRoutes({
      registerUser: new RegisterUser(users, work, hasher, { registration: 'open', policy }),
      logIn: new LogIn(users, work, guesses, hasher, tokens, refreshTokens, clock, logInSettings),
      refreshSession: new RefreshSession(work, tokens, refreshTokens, clock, life),
      manageSessions,
    }),
    ...sessionRoutes(manageSessions),
    ...referenceRoutes(permissionTable({ publicReads: true }), []),
    ...userRoutes(manage, new OwnAccount(users, work, guesses), cursors),
    ...ownDataRoutes({
      ownAccount: new OwnAccount(users, work, guesses),
      personalData: {
        of: async () => ({ sessions: [], audit: [], idempotencyKeys: [], letters: [], links: [] }),
      },
      changePassword: new ChangePassword(users, work, guesses, hasher, policy, clock),
      removeOwnAccount: new RemoveOwnAccount(users, work, guesses),
    }),
    ...catalogueKinds.flatMap((kind) => kind.routes(catalogue, reads)),
    ...genreRoutes({ count: async () => [] }, ['movies', 'series'], reads),
    ...searchRoutes(
      catalogueKinds.map((kind) => kind.searched(catalogue)),
      reads,
    ),
    ...healthRoutes({
      database: up,
      migrations: up,
      cache: async () => undefined,
      limits: () => undefined,
    }),
  ];
};
