import Joi from 'joi';
import type { AccessPath, ListQuery, Page } from '../../core/shared/page.js';
import type { SearchPage, SearchQuery, SearchResult } from '../../core/shared/search-result.js';
import type { Cursors } from './cursor.js';
import { type ListParameters, listQuery } from './list-parameters.js';
import type { Reply } from './route.js';
import { named } from './schemas.js';
import { characters } from './text-schemas.js';

/** The parameters of every list, besides its sort and filters. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly count?: 'exact';
}

/** An example. Cursors are opaque to clients. */
export const exampleCursor = 'Zm9sbG93aW5nIHRoZSBsYXN0IG9mIHRoaXMgcGFnZQ';

export const pageQuery = Joi.object<PageQuery, true>({
  limit: Joi.number().integer().min(1).max(100).default(20).example(20).description('Items per page.'),
  cursor: characters(0, 4096).example(exampleCursor).description('nextCursor of the previous page.'),
  count: named('Count', Joi.string().valid('exact')).description(
    'Adds total. The cost grows with the length of the list.',
  ),
});

/** The parameters of a list in one order, without filters. */
export type CursorQuery = Pick<PageQuery, 'limit' | 'cursor'> & ListParameters;

export const cursorQuery = Joi.object<CursorQuery>({
  limit: pageQuery.extract('limit'),
  cursor: pageQuery.extract('cursor'),
});

/** Whether a search finished within its time limit. */
export const isComplete = Joi.boolean()
  .example(true)
  .description(
    'Only for searches. false: the time limit of half a second was reached, and results may be missing.',
  );

const pageInfo = named(
  'PageInfo',
  Joi.object({
    limit: Joi.number().integer().example(20).required(),
    nextCursor: Joi.string()
      .allow(null)
      .example(exampleCursor)
      .required()
      .description('null on the last page.'),
    total: Joi.number().integer().description('With count=exact.'),
    isComplete,
  }).example({}),
);

export const pageOf = (name: string, item: Joi.ObjectSchema): Joi.ObjectSchema =>
  named(`${name}Page`, Joi.object({ items: Joi.array().items(item).required(), page: pageInfo.required() }));

/** Returns the response for the last page of a list. */
const lastPage = (limit: number, items: readonly unknown[], total?: number): Reply => ({
  status: 200,
  body: { items, page: { limit, nextCursor: null, total } },
});

/** Returns the response for the only page of a search. It is cached if it is complete. */
export const searchPage = (limit: number, { items, isComplete }: SearchResult<unknown>): Reply => ({
  status: 200,
  body: { items, page: { limit, nextCursor: null, isComplete } },
  isCacheable: isComplete,
});

/** The Link header (RFC 8288) to the next page, with a cursor. */
const linkToNext = (url: URL, nextCursor: string | null): Record<string, string> => {
  if (nextCursor === null) return {};
  const next = new URL(url);
  next.searchParams.set('cursor', nextCursor);
  return { Link: `<${next.pathname}${next.search}>; rel="next"` };
};

/** A request for a page of a search. */
export interface SearchRequest {
  /** Identifies the search, together with the text and the filters: a cursor is valid for one search only. */
  readonly name: string;
  readonly query: Omit<SearchQuery, 'after'>;
  readonly cursor: string | undefined;
  readonly url: URL;
}

/**
 * Returns the response for a page of a search. It is cached if it is complete.
 * @param bodyOf makes the body of a page
 * @throws HttpError `bad-cursor`
 */
export const searchReply = async <T>(
  cursors: Cursors,
  { name, query, cursor, url }: SearchRequest,
  read: (query: SearchQuery) => Promise<SearchPage<T>>,
  bodyOf: (page: SearchResult<T>, nextCursor: string | null) => object,
): Promise<Reply> => {
  const scope = JSON.stringify([name, query.text, query.filters]);
  const after = cursor === undefined ? undefined : cursors.decode(scope, cursor);
  const { next, ...page } = await read({ ...query, after });
  const nextCursor = next === null ? null : cursors.encode(scope, next);
  return {
    status: 200,
    body: bodyOf(page, nextCursor),
    headers: linkToNext(url, nextCursor),
    isCacheable: page.isComplete,
  };
};

/** A request for a page of a list. */
export interface ListRequest {
  /** Identifies the list: a cursor is valid for one list only. */
  readonly name: string;
  readonly paths: readonly AccessPath[];
  readonly query: PageQuery & ListParameters;
  readonly url: URL;
}

/**
 * Returns the response for a page of a list, with a cursor and a Link header (RFC 8288) to the next page.
 * @throws HttpError `bad-cursor`; `invalid-parameter` for an unsupported combination of sort and filters
 */
export const pageReply = async (
  cursors: Cursors,
  { name, paths, query: { limit, cursor, count, ...parameters }, url }: ListRequest,
  read: (query: ListQuery) => Promise<Page<unknown>>,
): Promise<Reply> => {
  const query = listQuery(paths, parameters, { limit, count: count === 'exact' });
  const { path, isDescending, values, checked, from, to, prefix } = query;
  const scope = JSON.stringify([name, { path, isDescending, values, checked, from, to, prefix }]);
  const after = cursor === undefined ? undefined : cursors.decode(scope, cursor);
  const page = await read({ ...query, after });
  if (page.next === null) return lastPage(limit, page.items, page.total);
  const nextCursor = cursors.encode(scope, page.next);
  const body = { items: page.items, page: { limit, nextCursor, total: page.total } };
  return { status: 200, body, headers: linkToNext(url, nextCursor) };
};
