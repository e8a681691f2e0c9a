import type { Express, Request, RequestHandler, Response } from 'express';
import type { Authenticate } from '../../core/identity/authenticate.js';
import type { PermissionTable } from '../../core/identity/permissions.js';
import { isKey, type Principal } from '../../core/identity/principal.js';
import { requirePermission } from '../../core/identity/require-permission.js';
import type { RequiredFactor } from '../../core/identity/required-factor.js';
import { type Limit, type Limiter, takeOrThrow } from '../../core/shared/limits.js';
import { networkOf } from '../../core/shared/network.js';
import { authenticateRequest, type RequestAuthentication, tokenCookies } from './authenticate-request.js';
import { type CachedReplies, cachedReply } from './cached-replies.js';
import { clientAddress } from './client-address.js';
import { countRequest } from './count-request.js';
import { HttpError } from './http-error.js';
import { signedIn } from './identity/user-schema.js';
import type { KnownUrls } from './known-urls.js';
import { lazy } from './lazy.js';
import { hasNoBody, parsedBody } from './parsed-body.js';
import { readyReplies, send } from './ready-replies.js';
import { repeatedLists } from './repeated-lists.js';
import { requestId } from './request-context.js';
import { type AnyRoute, needsFactor, type RouteLimit, recentSecondsOf } from './route.js';
import { sendStream } from './streamed-replies.js';
import { receivedUpload } from './uploads.js';
import { bodyValidator, paramsValidator, queryValidator } from './validation.js';

export interface RouteSettings extends CachedReplies, RequestAuthentication {
  /** Where the URLs of cached routes are remembered. */
  readonly known: Pick<KnownUrls, 'remember'>;
  readonly authenticate: Pick<Authenticate, 'run' | 'requireRecent'>;
  readonly permissions: PermissionTable;
  readonly requiredFactor: Pick<RequiredFactor, 'check'>;
  readonly limiter: Limiter;
  readonly limits: Readonly<Record<RouteLimit, Limit>>;
  /** The limit of requests per API key; undefined: unlimited. */
  readonly keyLimit: Limit | undefined;
  /** The limit of costly requests by guests from one address; undefined: unlimited. */
  readonly guestSearchLimit: Limit | undefined;
}

/**
 * Mounts the routes path by path. Other methods of a path are rejected with 405 right there, so that a later path with
 * parameters cannot match them.
 */
export function mountRoutes(app: Express, routes: readonly AnyRoute[], settings: RouteSettings): void {
  for (const path of new Set(routes.map((route) => route.path))) {
    const ofPath = routes.filter((route) => route.path === path);
    const expressPath = path.replaceAll(/\{(\w+)\}/g, ':$1');
    for (const route of ofPath) app[route.method](expressPath, handler(route, settings));
    app.all(expressPath, otherMethods(ofPath.map(({ method }) => method)));
  }
}

/** Responds to OPTIONS on a path with these methods. Throws `method-not-allowed` for any other method. */
export const otherMethods = (supported: readonly string[]): RequestHandler => {
  const names = supported.flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
  const allow = [...names, 'OPTIONS'].join(', ');
  return ({ method }, response) => {
    response.set('Allow', allow);
    if (method !== 'OPTIONS')
      throw new HttpError('method-not-allowed', `This path does not support ${method}. Supported: ${allow}.`);
    response.status(204).end();
  };
};

/** What the URL of a request says. Its parameters are valid. */
interface Target {
  readonly params: object;
  readonly query: object;
  /** The path and query, with repeated lists joined. */
  readonly url: string;
  /** The URL and the generations under which the reply is cached; undefined: it is not. */
  readonly cached: { readonly url: string; readonly dependsOn: readonly string[] } | undefined;
}

/** Authenticates, authorises, validates, handles and shapes the response: in this order, for every route. */
const handler = (route: AnyRoute, settings: RouteSettings): RequestHandler => {
  // An unknown permission admits nobody; app.ts refuses to start with one.
  const allowed =
    route.permission === 'everybody' ? undefined : (settings.permissions[route.permission] ?? []);
  const headers = Object.keys(route.input.headers ?? {});
  const validParams = paramsValidator(route.input.params);
  const validQuery = queryValidator(route.input.query);
  const validBody = route.input.body && bodyValidator(route.input.body);
  const ready = lazy(() => readyReplies(route));
  const recent = recentSecondsOf(route);
  const isFactorNeeded = needsFactor(route);
  const { cachedAs = (url: string) => url } = route;
  const withJoinedLists = repeatedLists(route.input.query);
  // The media type of a stream depends on the query, so sendStream compares it with Accept.
  const isStreamed = Object.values(route.output).some(({ media }) => media !== undefined);

  const readTarget = (request: Request): Target => {
    // Frozen, since several requests share them.
    const params: object = Object.freeze(validParams(request.params));
    const query: object = Object.freeze(validQuery(request.query));
    const url = withJoinedLists(request.originalUrl);
    const dependsOn = route.dependsOn?.({ params, query } as never);
    return { params, query, url, cached: dependsOn && { url: cachedAs(url), dependsOn } };
  };

  /** @param known the target, if it is known */
  const respond = async (request: Request, response: Response, known?: Target): Promise<void> => {
    response.locals.route = route.path;
    const caller = await authenticateRequest(request, settings, allowed?.includes('guest') ?? true);
    const sender = senderOf(caller);
    Object.assign(response.locals, sender);
    if (isKey(caller) && settings.keyLimit !== undefined)
      await countRequest(settings.limiter, settings.keyLimit, caller.keyId, response);
    if (route.permission !== 'everybody') requirePermission(caller, route.permission, allowed ?? []);
    if (isFactorNeeded && caller !== undefined) settings.requiredFactor.check(caller);
    if (recent !== undefined) settings.authenticate.requireRecent(signedIn(caller), recent);
    if (!isStreamed && request.accepts('json') === false) {
      throw new HttpError('not-acceptable', 'This route returns application/json.');
    }
    const target = known ?? readTarget(request);
    // As the router does; spans have them.
    if (known !== undefined) request.params = known.params as Request['params'];
    const { params, query, cached } = target;
    if (known === undefined && cached !== undefined && request.method === 'GET')
      settings.known.remember(request.url, (later, reply) => respond(later, reply, target));
    const body = validBody?.(
      route.input.bodyOptional && hasNoBody(request) ? {} : await parsedBody(request, response),
    );
    const take = (limit: Limit) =>
      takeOrThrow(settings.limiter, limit, networkOf(clientAddress(request) ?? ''));
    if (route.limit !== undefined) await take(settings.limits[route.limit]);
    const admit = async () => {
      const isLimited = caller === undefined && route.isCostly?.({ params, query } as never);
      if (isLimited && settings.guestSearchLimit !== undefined) await take(settings.guestSearchLimit);
    };
    // A reply from the cache skips all of this.
    const make = async () => {
      const input = {
        params,
        query,
        body,
        upload: route.input.upload === undefined ? undefined : receivedUpload(request, response),
        headers: Object.fromEntries(headers.map((name) => [name.toLowerCase(), request.get(name)])),
        url: new URL(`http://localhost${target.url}`),
        caller,
        by: {
          actorId: sender.userId ?? null,
          serviceAccountId: sender.serviceAccountId ?? null,
          keyId: sender.keyId ?? null,
          ip: clientAddress(request),
          requestId: requestId(),
        },
        userAgent: request.get('user-agent')?.slice(0, 300) ?? null,
        cookies: tokenCookies(request, route, settings),
      };
      const reply = await route.handle(input as Parameters<AnyRoute['handle']>[0]);
      if (reply.signsIn !== undefined)
        Object.assign(response.locals, { userId: reply.signsIn, ip: input.by.ip });
      for (const cookie of reply.cookies ?? []) settings.cookies.set(response, cookie);
      if (reply.error !== undefined) throw reply.error;
      return ready()(reply);
    };
    const reply = await (cached
      ? cachedReply(settings, request, cached, { make, admit })
      : admit().then(make));
    response.locals.cacheOutcome = reply.headers['X-Cache'];
    if (reply.stream === undefined) send(response, reply, route);
    else await sendStream(response, reply, reply.stream, route);
  };
  return (request, response) => respond(request, response);
};

/** Who sent a request, for the log and the audit trail. */
const senderOf = (caller: Principal | undefined): Sender =>
  isKey(caller)
    ? {
        userId: caller.userId ?? undefined,
        serviceAccountId: caller.serviceAccountId ?? undefined,
        keyId: caller.keyId,
      }
    : { userId: caller?.userId };

interface Sender {
  readonly userId: number | undefined;
  readonly serviceAccountId?: number | undefined;
  readonly keyId?: string;
}
