import { createHash } from 'node:crypto';
import cors from 'cors';
import express, { type Express, type NextFunction, type RequestHandler } from 'express';
import type { PermissionTable } from '../../core/identity/permissions.js';
import type { Log } from '../../core/shared/log.js';
import type { Tracer } from '../../core/shared/tracer.js';
import { type AnsweredRequest, accessLog } from './access-log.js';
import { mountAccountPages } from './account-pages.js';
import { appPages } from './app-pages.js';
import { bareAddress } from './client-address.js';
import { addCommonHeaders } from './common-headers.js';
import { type EncodedContent, encodedContent, sendEncoded } from './encoded-content.js';
import { errorHandler } from './error-handler.js';
import { HttpError } from './http-error.js';
import { KnownUrls } from './known-urls.js';
import { lazy } from './lazy.js';
import { mountRoutes, otherMethods, type RouteSettings } from './mount-routes.js';
import { openApiDocument } from './openapi.js';
import { docsPages, mountProblemPages } from './pages.js';
import { parseQuery } from './repeated-lists.js';
import { withRequestContext } from './request-context.js';
import { requireHost, requireMetExpectation } from './request-head.js';
import { requestSpans } from './request-spans.js';
import type { AnyRoute } from './route.js';

export interface AppSettings extends Omit<RouteSettings, 'trustedOrigins' | 'version' | 'known'> {
  /** The origin of links in responses. */
  readonly publicUrl: string;
  /** Origins whose pages may read our responses and send requests authenticated by cookies. */
  readonly corsOrigins: readonly string[];
  /** Whether pages of any local origin may read our responses as well, without cookies: for development. */
  readonly allowLocalOrigins: boolean;
  /** Peers whose X-Forwarded-For is trusted, in the notation of `proxy-addr`. */
  readonly trustProxy: readonly string[];
  readonly docs: boolean;
  /** The minimum length of a password, which pages show beside the field. */
  readonly minPasswordLength: number;
  /** Whether the page at /app is served. */
  readonly app: boolean;
  /** Called for each request, after its response. Must not throw. */
  readonly onAnswered: ((answered: AnsweredRequest) => void) | undefined;
  /** Records each request; undefined: there are no traces. */
  readonly tracer: Tracer | undefined;
}

/** Where development servers of web pages listen. */
const localOrigin = /^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/;

/** Response headers that pages of the allowed origins may read. */
const exposedHeaders = [
  'Content-Disposition',
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'WWW-Authenticate',
  'X-Cache',
  'X-Request-Id',
];

/** Creates the Express application of the service. */
export function createApp(routes: readonly AnyRoute[], appSettings: AppSettings, log: Log): Express {
  const { permissions, cookies, publicUrl, corsOrigins, allowLocalOrigins, trustProxy, docs } = appSettings;
  requirePermissions(routes, permissions);
  // Made when it is first needed: it takes as long as the rest of the application.
  const document = lazy(() =>
    Buffer.from(JSON.stringify(openApiDocument(routes, permissions, cookies.accessName))),
  );
  const settings = {
    ...appSettings,
    trustedOrigins: [publicUrl, ...corsOrigins],
    version: lazy(() => createHash('sha256').update(document()).digest('base64url').slice(0, 16)),
  };
  const app = express();
  app.disable('x-powered-by').disable('etag').enable('strict routing').enable('case sensitive routing');
  app.set('query parser', parseQuery).set('trust proxy', trustProxy);
  const trusts: (address: string, hop: number) => boolean = app.get('trust proxy fn');
  app.set('trust proxy', (address: string, hop: number) => trusts(bareAddress(address), hop));

  addCommonHeaders(app);
  const known = new KnownUrls();
  const readers = [...corsOrigins, ...(allowLocalOrigins ? [localOrigin] : [])];
  app.use(
    inTurn([
      withRequestContext,
      ...(appSettings.tracer === undefined ? [] : [requestSpans(appSettings.tracer)]),
      accessLog(log, appSettings.onAnswered),
      requireHost,
      requireMetExpectation,
      ...(readers.length === 0 ? [] : [crossOrigin(readers, corsOrigins)]),
      known.handler,
    ]),
  );
  mountRoutes(app, routes, { ...settings, known });
  app.get('/openapi.json', documentHandler(document)).all('/openapi.json', otherMethods(['get']));
  mountProblemPages(app, publicUrl);
  mountAccountPages(app, appSettings);
  if (docs) {
    app.get('/', (_request, response) => response.redirect(302, '/docs')).all('/', otherMethods(['get']));
    app.use('/docs', docsPages());
  }
  if (appSettings.app) app.use('/app', appPages());
  app.use(noSuchRoute);
  app.use(errorHandler(publicUrl, log));
  return app;
}

/** One handler that runs several in turn, at less than Express's router takes for each. */
const inTurn =
  (handlers: readonly RequestHandler[]): RequestHandler =>
  (request, response, next) => {
    let passed = 0;
    const run: NextFunction = (error?: unknown) => {
      const handler = handlers[passed];
      if (error !== undefined || handler === undefined) return next(error);
      passed += 1;
      try {
        handler(request, response, run);
      } catch (thrown) {
        // Here, not outside: error handlers need the context of the request.
        next(thrown);
      }
    };
    run();
  };

const crossOrigin = (readers: readonly (string | RegExp)[], corsOrigins: readonly string[]): RequestHandler =>
  cors(({ headers: { origin = '' } }, use) =>
    use(null, {
      origin: [...readers],
      // The library itself would send the header to every origin. Cookies count for the configured ones only.
      credentials: corsOrigins.includes(origin),
      exposedHeaders,
      preflightContinue: true,
      maxAge: 600,
    }),
  );

/** @throws Error for a route with an unknown permission */
const requirePermissions = (routes: readonly AnyRoute[], permissions: PermissionTable) => {
  for (const { method, path, permission } of routes) {
    if (permission !== 'everybody' && !Object.hasOwn(permissions, permission))
      throw new Error(
        `${method} ${path} has the unknown permission ${permission}. Known: ${Object.keys(permissions).join(', ')}`,
      );
  }
};

/** Serves the OpenAPI document, which does not describe itself. It is made and compressed when it is first read. */
const documentHandler = (document: () => Buffer): RequestHandler => {
  let encoded: Promise<EncodedContent> | undefined;
  return async (request, response) => {
    response.locals.route = '/openapi.json';
    encoded ??= encodedContent(document());
    response.set('Cache-Control', 'no-cache').type('json');
    sendEncoded(request, response, await encoded);
  };
};

const noSuchRoute: RequestHandler = () => {
  throw new HttpError('no-such-route', 'There is no route with this path.');
};
