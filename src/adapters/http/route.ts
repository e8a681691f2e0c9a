import type Joi from 'joi';
import type { Caller } from '../../core/identity/authenticate.js';
import type { Permission } from '../../core/identity/permissions.js';
import type { Initiator } from '../../core/shared/audit.js';
import type { ProblemCode } from './problems.js';
import type { ReplyCookie } from './token-cookies.js';

/** What a handler is given: all of it valid. */
export interface Input<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The headers that the route declares, by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Path and query as the client wrote them. */
  readonly url: URL;
  /** Undefined: a guest, whom the route's permission allows. */
  readonly caller: Caller | undefined;
  /** Who does it, as the audit trail will tell. */
  readonly by: Initiator;
  readonly userAgent: string | null;
  /**
   * Whether the request counts by cookies with tokens, which it brought without an Authorization header; and the
   * refresh token among them if the route takes one.
   */
  readonly cookies: { readonly inUse: boolean; readonly refresh: string | undefined };
}

/** A body that is not there as a whole. */
export interface ReplyStream {
  /** One of the media types of the route's output, with its parameters. */
  readonly contentType: string;
  /**
   * Begins it, once it is known that the client takes it.
   * @param signal when the client has gone: nobody reads on
   * @throws what is still to be answered; a failure later on is an error of the stream, and breaks the answer off
   */
  open(signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  /** In place of a body. */
  readonly stream?: ReplyStream;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly ReplyCookie[] | undefined;
  /** False: the cache does not keep it, though the route's answers are kept. */
  readonly isCacheable?: boolean;
  /** The account that it gives tokens to, for the log. */
  readonly signsIn?: number;
}

/** What an address may do only so often; how often, the settings say. */
export type RouteLimit = 'register' | 'forgot' | 'password';

/** A request header, as it is documented. */
export interface RequestHeader {
  readonly description: string;
  /** Other values are rejected. */
  readonly pattern?: RegExp;
}

/** A success that a route can answer with. Without a schema it has no body. */
export interface Output {
  readonly description: string;
  readonly body?: Joi.Schema;
  /** In place of one, by media type, what streams hold: of a line of NDJSON, of all text of others. */
  readonly media?: Readonly<Record<string, Joi.Schema>>;
  /** Names of the headers it may carry, beside those of every answer. */
  readonly headers?: readonly string[];
}

/**
 * A route, as data: mounted by `mount-routes.ts`, described by `openapi.ts`, and walked through by the
 * permission tests. What every route can answer (401, 406, 503, …) is added there.
 */
export interface Route<Params = never, Query = never, Body = never> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With OpenAPI's braces: `/api/v1/movies/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Who may: those with the permission, or everybody. */
  readonly permission: Permission | 'everybody';
  readonly input: {
    readonly params?: Joi.ObjectSchema<Params>;
    readonly query?: Joi.ObjectSchema<Query>;
    readonly body?: Joi.ObjectSchema<Body>;
    /** A request without a body is one with an empty object. */
    readonly bodyOptional?: true;
    /** The refresh token may come in its cookie. */
    readonly refreshCookie?: true;
    /** Request headers that it reads, by name. */
    readonly headers?: Readonly<Record<string, RequestHeader>>;
  };
  readonly output: Readonly<Record<number, Output>>;
  readonly errors: readonly ProblemCode[];
  /** How often one address may ask for it: every valid request counts, whatever comes of it. */
  readonly limit?: RouteLimit;
  /**
   * Whether the request is a search or a count, which costs the database more than other reads. Guests are limited in
   * these (LIMITS__GUEST_SEARCH), as far as the cache does not have the answer.
   */
  readonly isCostly?: (input: { readonly params: Params; readonly query: Query }) => boolean;
  /** Cache-Control of its successes; without: `no-store`. */
  readonly cacheControl?: string;
  /**
   * The generations of what its answer depends on (`core/catalogue/generations.ts`). With them its successes, status
   * 200, are kept in the cache, for everyone who may have them: `handle` must not look at who asks.
   */
  readonly dependsOn?: (input: { readonly params: Params; readonly query: Query }) => readonly string[];
  handle(input: Input<Params, Query, Body>): Promise<Reply>;
}

/** A route whose input types only its own schemas and handler know. */
export type AnyRoute = Route;

/** Checks a route against its own types, then forgets them: lists of routes hold many. */
export const route = <Params = unknown, Query = unknown, Body = unknown>(
  definition: Route<Params, Query, Body>,
): AnyRoute => definition as unknown as AnyRoute;
