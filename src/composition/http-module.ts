import { createApp } from '../adapters/http/app.js';
import { genreRoutes } from '../adapters/http/catalogue/genre-routes.js';
import { searchRoutes } from '../adapters/http/catalogue/search-routes.js';
import { Cursors } from '../adapters/http/cursor.js';
import { healthRoutes } from '../adapters/http/health-routes.js';
import { auditRoutes } from '../adapters/http/identity/audit-routes.js';
import { authRoutes } from '../adapters/http/identity/auth-routes.js';
import { confirmRoutes } from '../adapters/http/identity/confirm-routes.js';
import { invitationRoutes } from '../adapters/http/identity/invitation-routes.js';
import { keyRoutes } from '../adapters/http/identity/key-routes.js';
import { ownDataRoutes } from '../adapters/http/identity/own-data-routes.js';
import { recoveryRoutes } from '../adapters/http/identity/recovery-routes.js';
import { referenceRoutes } from '../adapters/http/identity/reference-routes.js';
import { secondFactorRoutes } from '../adapters/http/identity/second-factor-routes.js';
import { secondStepRoute } from '../adapters/http/identity/second-step-route.js';
import { serviceAccountRoutes } from '../adapters/http/identity/service-account-routes.js';
import { sessionRoutes } from '../adapters/http/identity/session-routes.js';
import { userRoutes } from '../adapters/http/identity/user-routes.js';
import { importRoutes } from '../adapters/http/import/import-routes.js';
import type { AnyRoute } from '../adapters/http/route.js';
import { spool } from '../adapters/http/spool.js';
import { TokenCookies } from '../adapters/http/token-cookies.js';
import { fileFormats } from '../adapters/import/files/file-format.js';
import { permissionTable } from '../core/identity/permissions.js';
import { RequiredFactor } from '../core/identity/required-factor.js';
import type { ReadCache } from '../core/shared/read-cache.js';
import type { AccountsModule } from './accounts-module.js';
import type { CatalogueModule } from './catalogue-module.js';
import type { ImportsModule } from './imports-module.js';
import type { Infrastructure } from './infrastructure.js';
import type { KeysModule } from './keys-module.js';
import { isLoopback } from './loopback.js';
import type { MailModule } from './mail-module.js';
import type { OperationsModule } from './operations-module.js';
import type { SecondFactorModule } from './second-factor-module.js';
import type { SessionsModule } from './sessions-module.js';
import { version } from './version.js';

export type HttpModule = ReturnType<typeof httpModule>;

/** The routes, and the Express application that serves them. */
export function httpModule({
  settings,
  keys,
  limiter,
  clock,
  log,
  cursorSecret,
  onAnswered,
  tracer,
  readCache,
  accounts,
  sessions,
  apiKeys,
  mail,
  secondFactor,
  catalogue,
  imports,
  operations,
}: Pick<
  Infrastructure,
  'settings' | 'keys' | 'limiter' | 'clock' | 'log' | 'cursorSecret' | 'onAnswered' | 'tracer'
> & {
  readonly readCache: ReadCache;
  readonly accounts: AccountsModule;
  readonly sessions: SessionsModule;
  readonly apiKeys: KeysModule;
  readonly mail: MailModule;
  readonly secondFactor: SecondFactorModule;
  readonly catalogue: CatalogueModule;
  readonly imports: ImportsModule;
  readonly operations: OperationsModule;
}) {
  const permissions = permissionTable({ publicReads: settings.AUTH__PUBLIC_READS });
  const cursors = new Cursors(cursorSecret);
  const catalogueSettings = {
    requireIfMatch: settings.CATALOGUE__REQUIRE_IF_MATCH,
    cacheControl: settings.AUTH__PUBLIC_READS ? 'no-cache' : 'private, no-cache',
    cursors,
    exports: { formats: fileFormats, spool },
  };
  const { kinds, withGenres, genreCounts } = catalogue;
  const publicKeys = keys.verifying.map(({ jwk }) => jwk);
  const routes: readonly AnyRoute[] = [
    ...authRoutes({ ...accounts, ...sessions }),
    secondStepRoute(secondFactor.logInWithCode),
    ...confirmRoutes(secondFactor.confirmAuthentication),
    ...recoveryRoutes(mail),
    ...secondFactorRoutes(secondFactor),
    ...sessionRoutes(sessions.manageSessions),
    ...referenceRoutes(permissions, publicKeys),
    ...userRoutes(accounts.manageUsers, mail.ownAccount, cursors),
    ...ownDataRoutes({ ...accounts, ...mail }),
    ...invitationRoutes(mail.inviteUser),
    ...keyRoutes(apiKeys.manageKeys, cursors),
    ...serviceAccountRoutes(apiKeys.manageServiceAccounts, apiKeys.manageKeys, cursors),
    ...auditRoutes(operations.audit, operations.exportAuditTrail, cursors),
    ...kinds.flatMap((kind) => kind.routes(catalogue, catalogueSettings, kinds)),
    ...(withGenres.length > 0 ? genreRoutes(genreCounts, withGenres, catalogueSettings) : []),
    ...searchRoutes(
      kinds.map((kind) => kind.searched(catalogue)),
      catalogueSettings,
    ),
    ...importRoutes(
      { ...imports, maxBytes: settings.IMPORT__MAX_BYTES, onQueued: () => imports.runner.wake() },
      imports.vocabulary,
      cursors,
    ),
    ...healthRoutes(operations.health, version),
  ];
  const app = createApp(
    routes,
    {
      authenticate: sessions.authenticate,
      authenticateKey: apiKeys.authenticateKey,
      reads: readCache,
      limiter,
      limits: {
        register: { name: 'register', ...settings.LIMITS__REGISTER },
        forgot: { name: 'forgot', ...settings.LIMITS__FORGOT },
        // Checking a new password against the policy costs at least as much as checking a guess.
        password: { name: 'login-address', ...settings.LIMITS__LOGIN_ADDRESS },
      },
      keyLimit: settings.LIMITS__KEY && { name: 'key', ...settings.LIMITS__KEY },
      guestSearchLimit:
        settings.LIMITS__GUEST_SEARCH === 'off'
          ? undefined
          : { name: 'guest-search', ...settings.LIMITS__GUEST_SEARCH },
      permissions,
      requiredFactor: new RequiredFactor(
        { roles: settings.MFA__REQUIRED_FOR, from: settings.MFA__REQUIRED_FROM },
        clock,
      ),
      cookies: new TokenCookies(settings.COOKIES__SECURE),
      publicUrl: settings.PUBLIC_URL,
      corsOrigins: settings.CORS__ORIGINS,
      allowLocalOrigins: settings.NODE_ENV === 'development' && isLoopback(settings.HOST),
      trustProxy: settings.TRUST_PROXY,
      docs: settings.DOCS,
      minPasswordLength: settings.PASSWORD__MIN_LENGTH,
      app: settings.APP,
      onAnswered,
      tracer,
    },
    log,
  );
  return { routes, app };
}
