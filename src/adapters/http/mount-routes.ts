import { isUtf8 } from 'node:buffer';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
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
import { lazy } from './lazy.js';
import { readyReplies, send } from './ready-replies.js';
import { repeatedLists } from './repeated-lists.js';
import { requestId } from './request-context.js';
import { type AnyRoute, needsFactor, type RouteLimit, recentSecondsOf } from './route.js';
import { sendStream } from './streamed-replies.js';
import { receivedUpload } from './uploads.js';
import { bodyValidator, paramsValidator, queryValidator } from './validation.js';

/** Bytes. */
const bodyLimit = 1024 * 1024;
const jsonTypes = ['application/json', 'application/merge-patch+json'];
const parseJson = express.json({
  limit: bodyLimit,
  strict: false,
  type: jsonTypes,
  // The parser itself accepts other encodings, and replaces invalid bytes with U+FFFD.
  verify: (_request, _response, body, encoding) => {
    if (encoding !== 'utf-8') throw new HttpError('unsupported-media-type', 'JSON must be sent in UTF-8.');
    if (!isUtf8(body)) throw new HttpError('malformed-json', 'The body is not valid UTF-8.');
  },
});

export interface RouteSettings extends CachedReplies, RequestAuthentication {
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

  return async (request, response) => {
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
    const params = validParams(request.params);
    const query = validQuery(request.query);
    const target = withJoinedLists(request.originalUrl);
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
        url: new URL(`http://localhost${target}`),
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
    const dependsOn = route.dependsOn?.({ params, query } as never);
    const reply = await (dependsOn
      ? cachedReply(settings, request, { dependsOn, url: cachedAs(target) }, { make, admit })
      : admit().then(make));
    if (reply.stream === undefined) send(response, reply, route);
    else await sendStream(response, reply, reply.stream, route);
  };
};

const hasNoBody = (request: Request) =>
  request.get('transfer-encoding') === undefined && Number(request.get('content-length') ?? 0) === 0;

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

/** Parses the body. Called after authorisation, so that nothing is read from clients without permission. */
const parsedBody = async (request: Request, response: Response): Promise<unknown> => {
  const types = request.method === 'PATCH' ? jsonTypes : jsonTypes.slice(0, 1);
  if (request.is(types) === false) {
    throw new HttpError('unsupported-media-type', `This route accepts ${types.join(' or ')}.`);
  }
  await new Promise<void>((resolve, reject) => {
    parseJson(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
  });
  return request.body;
};
