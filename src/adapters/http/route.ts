import type Joi from 'joi';
import type { Permission } from '../../core/identity/permissions.js';
import type { Principal } from '../../core/identity/principal.js';
import type { Initiator } from '../../core/shared/audit.js';
import type { DomainError } from '../../core/shared/errors.js';
import type { ProblemCode } from './problems.js';
import type { ReplyCookie } from './token-cookies.js';

/** The validated input of a handler. */
export interface Input<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The file in the body, on routes that declare one. */
  readonly upload: Upload | undefined;
  /** The headers that the route declares, by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The path and query as the client sent them, with repeated lists joined. The host is a placeholder. */
  readonly url: URL;
  /** Undefined: a guest. Only on routes whose permission allows guests. */
  readonly caller: Principal | undefined;
  /** Who acts, for the audit trail. */
  readonly by: Initiator;
  readonly userAgent: string | null;
  /**
   * inUse: the request has token cookies and no Authorization header. refresh: the refresh token of the cookie, if the
   * route accepts one. challenge: the same of a login that waits for a code.
   */
  readonly cookies: {
    readonly inUse: boolean;
    readonly refresh: string | undefined;
    readonly challenge: string | undefined;
  };
}

/** A file in the body of a request. It is read as it arrives. */
export interface Upload {
  /** Bytes, as announced by Content-Length; undefined: not announced. */
  readonly length: number | undefined;
  /**
   * The content. May be called once.
   * @throws HttpError `request-timeout` if it arrives too slowly, `malformed-request` if it breaks off
   */
  chunks(): AsyncIterable<Uint8Array>;
}

/** A response body that is sent in chunks. */
export interface ReplyStream {
  /** A media type of the route's output, with its parameters. */
  readonly contentType: string;
  /**
   * Opens the stream. Called once it is known that the client accepts the media type.
   * @param signal aborted when the client disconnects
   * @throws errors that become a problem; a later failure is an error of the stream, and resets the connection
   */
  open(signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  /** Sent instead of a body. */
  readonly stream?: ReplyStream;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly ReplyCookie[] | undefined;
  /** Thrown after the cookies are set. */
  readonly error?: DomainError;
  /** False: this reply is not cached, although the route has `dependsOn`. */
  readonly isCacheable?: boolean;
  /** The account that logged in with this reply, for the log. */
  readonly signsIn?: number;
}

/** Names of the limits per client address. The settings define them. */
export type RouteLimit = 'register' | 'forgot' | 'password';

/** The documentation of a request header. */
export interface RequestHeader {
  readonly description: string;
  readonly example: string;
  /** The handler rejects other values. */
  readonly pattern?: RegExp;
}

/** A successful response of a route. Without a schema it has no body. */
export interface Output {
  readonly description: string;
  readonly body?: Joi.Schema;
  /** Instead of `body`, for streams: a schema by media type. For NDJSON it describes one line. */
  readonly media?: Readonly<Record<string, Joi.Schema>>;
  /** Names of the headers that it may have, in addition to those of every response. */
  readonly headers?: readonly string[];
  /** Instead of the example of the schema, for responses that it does not fit. */
  readonly example?: unknown;
}

/**
 * A route as data: `mount-routes.ts` mounts it, `openapi.ts` documents it, and the permission tests request it. The
 * errors that every route can return (401, 406, 503, …) are added there.
 */
export interface Route<Params = never, Query = never, Body = never> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** In OpenAPI's notation: `/api/v1/movies/{id}`. */
  readonly path: string;
  readonly tag: string;
  /**
   * The name of the function in generated clients: a verb and what it acts on, `listMovies`. The same verb means the same
   * everywhere: list, create, read, replace, update, remove.
   */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** Specification extensions of the operation in the OpenAPI document. */
  readonly extensions?: Readonly<Record<`x-${string}`, unknown>>;
  /** The permission that the route requires, or `everybody`. */
  readonly permission: Permission | 'everybody';
  /**
   * How long ago, in minutes, the caller may have proven who they are (RFC 9470). Longer ago:
   * `recent-authentication-required`, before the body is read. Closed to API keys.
   */
  readonly recent?: `${number}m`;
  /** Whether the route is open to accounts that need a second factor, and have none yet. */
  readonly beforeEnrolment?: true;
  readonly input: {
    readonly params?: Joi.ObjectSchema<Params>;
    readonly query?: Joi.ObjectSchema<Query>;
    readonly body?: Joi.ObjectSchema<Body>;
    /** A missing body counts as an empty object. */
    readonly bodyOptional?: true;
    /** The file that the body is, instead of JSON. It has a time limit of its own (`uploads.ts`). */
    readonly upload?: { readonly description: string; readonly maxBytes: number };
    /** Whether the handler receives the refresh token of the cookie. */
    readonly refreshCookie?: true;
    /** Whether the handler receives the cookie of a login that waits for a code. */
    readonly challengeCookie?: true;
    /** The request headers that the handler receives, by name. */
    readonly headers?: Readonly<Record<string, RequestHeader>>;
  };
  readonly output: Readonly<Record<number, Output>>;
  readonly errors: readonly ProblemCode[];
  /** The limit per client address. Every valid request counts, whatever its outcome. */
  readonly limit?: RouteLimit;
  /**
   * Whether the request is a search or a count, which costs the database more than other reads. Guests have a limit for
   * these (LIMITS__GUEST_SEARCH). Cache hits do not count.
   */
  readonly isCostly?: (input: { readonly params: Params; readonly query: Query }) => boolean;
  /** Cache-Control of successful responses. Default: `no-store`. */
  readonly cacheControl?: string;
  /**
   * The generations that the response depends on (`core/catalogue/generations.ts`). With them, responses with status 200
   * are cached and shared by all callers with the permission, so `handle` must not depend on the caller.
   */
  readonly dependsOn?: (input: { readonly params: Params; readonly query: Query }) => readonly string[];
  /**
   * Returns one URL for all that have the same response. Default: the URL as the client sent it, with repeated lists
   * joined, since the link to the next page repeats its parameters.
   */
  readonly cachedAs?: (url: string) => string;
  handle(input: Input<Params, Query, Body>): Promise<Reply>;
}

/** A route whose input types are erased. */
export type AnyRoute = Route;

/** Checks a route against its input types, then erases them, so that routes with different types fit into one array. */
export function route<Params = unknown, Query = unknown, Body = unknown>(
  definition: Route<Params, Query, Body>,
): AnyRoute {
  return definition as unknown as AnyRoute;
}

/** `recent` of a route in seconds; undefined: it may have been at any time. */
export const recentSecondsOf = ({ recent }: Pick<AnyRoute, 'recent'>): number | undefined =>
  recent === undefined ? undefined : Number.parseInt(recent, 10) * 60;

/** Whether an account whose role requires a second factor needs it for this route. */
export const needsFactor = ({
  permission,
  beforeEnrolment,
}: {
  readonly permission: AnyRoute['permission'];
  readonly beforeEnrolment?: true | undefined;
}): boolean => permission !== 'everybody' && !beforeEnrolment;
