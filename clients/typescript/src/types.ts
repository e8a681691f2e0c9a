import type {
  ClientPathsWithMethod,
  Client as FetchClient,
  FetchResponse,
  MaybeOptionalInit,
} from 'openapi-fetch';
import type { paths } from './schema.js';

export type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';
export type PathWith<M extends Method> = ClientPathsWithMethod<FetchClient<paths>, M>;
export type Init<Path extends keyof paths, M extends Method> = MaybeOptionalInit<paths[Path], M>;
/** The parameters after the path: the init can be left out if nothing in it is required. */
export type Rest<I> = undefined extends I ? [init?: I] : [init: I];

/** The fields that a list returns: those selected by `fields`, or else all that can be selected. */
type Selected<Operation, I> = I extends { params: { query: { fields: readonly (infer Field)[] } } }
  ? Field
  : Operation extends { parameters: { query?: { fields?: readonly (infer Field)[] } } }
    ? Field
    : never;
type With<Item, Field> = Required<Pick<Item, Field & keyof Item>> & Omit<Item, Field & keyof Item>;
/** In the document, every field of a listed item is optional, since `fields` can leave it out. */
type WithFields<Body, Field> = [Field] extends [never]
  ? Body
  : Body extends { items: (infer Item)[] }
    ? Omit<Body, 'items'> & { items: With<Item, Field>[] }
    : Body;

type Body<Operation extends Record<string | number, unknown>, I> = Exclude<
  FetchResponse<Operation, I, `${string}/${string}`>['data'],
  undefined
>;

/** The body of a successful response. */
export type Data<Path extends keyof paths, M extends Method, I = undefined> = WithFields<
  Body<NonNullable<paths[Path][M]>, I>,
  Selected<paths[Path][M], I>
>;

/** Sends a request of openapi-fetch. @throws ProblemError if the response is an error, so `data` is always there */
export type Call<M extends Method> = <Path extends PathWith<M>, I extends Init<Path, M>>(
  path: Path,
  ...init: Rest<I>
) => Promise<{ data: Data<Path, M, I>; response: Response }>;

type Cursor = { nextCursor: string | null };
/** A page of a list, or of search results. */
export type Page<Item = unknown> = { items: Item[] } & ({ page: Cursor } | Cursor);
/** The paths of lists. */
export type ListPath = { [P in PathWith<'get'>]: Data<P, 'get'> extends Page ? P : never }[PathWith<'get'>];
/** An item of a list. */
export type ItemOf<Path extends ListPath, I = undefined> =
  Data<Path, 'get', I> extends Page<infer Item> ? Item : never;
