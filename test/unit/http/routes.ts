import { genreRoutes } from '../../../src/adapters/http/catalogue/genre-routes.js';
import { healthRoutes } from '../../../src/adapters/http/health-routes.js';
import { authRoutes } from '../../../src/adapters/http/identity/auth-routes.js';
import { userRoutes } from '../../../src/adapters/http/identity/user-routes.js';
import type { AnyRoute } from '../../../src/adapters/http/route.js';
import { type Catalogue, catalogueKinds } from '../../../src/composition/catalogue-kinds.js';
import { LogIn } from '../../../src/core/identity/log-in.js';
import { OwnAccount } from '../../../src/core/identity/own-account.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { RegisterUser } from '../../../src/core/identity/register-user.js';
import { MemoryCatalogueRepository } from '../../support/fakes/memory-catalogue-repository.js';
import { identity } from '../identity/accounts.js';

/** Every route of the service, over fakes. */
export const allRoutes = (): AnyRoute[] => {
  const { users, hasher, tokens, manage } = identity();
  const catalogue: Catalogue = { repository: () => new MemoryCatalogueRepository() };
  const reads = { requireIfMatch: false, cacheControl: 'no-cache' };
  const up = async () => true;
  return [
    ...authRoutes({
      registerUser: new RegisterUser(users, hasher, { registration: 'open', policy: { minLength: 15 } }),
      logIn: new LogIn(users, hasher, tokens, () => 'session-1'),
      permissions: permissionTable({ publicReads: true }),
      publicKeys: [],
    }),
    ...userRoutes(manage, new OwnAccount(users)),
    ...catalogueKinds.flatMap((kind) => kind.routes(catalogue, reads)),
    ...genreRoutes({ count: async () => [] }, ['movies', 'series'], reads),
    ...healthRoutes({ database: up, migrations: up, cache: up }),
  ];
};
