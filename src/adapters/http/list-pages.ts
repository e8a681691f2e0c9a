import Joi from 'joi';
import type { AccessPath, Page, PageRequest } from '../../core/shared/page.js';
import type { SearchResult } from '../../core/shared/search-result.js';
import type { Cursors } from './cursor.js';
import { type Filters, walkOf } from './list-parameters.js';
import type { Reply } from './route.js';
import { named } from './schemas.js';
import { characters } from './text-schemas.js';

/** What every list can be asked, beside its own filters. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly count?: 'exact';
}

export const pageQuery = Joi.object<PageQuery, true>({
  limit: Joi.number().integer().min(1).max(100).default(20).description('How many items a page has.'),
  cursor: characters(0, 4096).description('nextCursor of the page before.'),
  count: Joi.string().valid('exact').description('Adds total, which costs more the longer the list is.'),
});

/** Whether a search was finished, as its answer says. */
export const isComplete = Joi.boolean().description(
  'Of a search. false: its time budget of half a second was spent, and results may be missing.',
);

export const pageOf = (name: string, item: Joi.ObjectSchema): Joi.ObjectSchema =>
  named(
    `${name}Page`,
    Joi.object({
      items: Joi.array().items(item).required(),
      page: Joi.object({
        limit: Joi.number().integer().required(),
        nextCursor: Joi.string().allow(null).required().description('null on the last page.'),
        total: Joi.number().integer().description('With count=exact.'),
        isComplete,
      }).required(),
    }),
  );

/** A page behind which there is no other. */
export const onlyPage = (limit: number, items: readonly unknown[], total?: number): Reply => ({
  status: 200,
  body: { items, page: { limit, nextCursor: null, total } },
});

/** The only page of a search. The cache keeps it if it is complete. */
export const foundPage = (limit: number, { items, isComplete }: SearchResult<unknown>): Reply => ({
  status: 200,
  body: { items, page: { limit, nextCursor: null, isComplete } },
  isCacheable: isComplete,
});

/** A list, and what is asked of it. */
export interface ListRequest {
  /** Of this list and no other: its cursors are good for no other either. */
  readonly name: string;
  readonly paths: readonly AccessPath[];
  readonly query: PageQuery & Filters;
  readonly url: URL;
}

/**
 * A page, with a cursor and a Link (RFC 8288) to the next one.
 * @throws HttpError `bad-cursor`; `invalid-parameter` for a sort and filters that no path serves
 */
export const pageReply = async (
  cursors: Cursors,
  { name, paths, query: { limit, cursor, count, ...filters }, url }: ListRequest,
  read: (request: PageRequest) => Promise<Page<unknown>>,
): Promise<Reply> => {
  const walk = walkOf(paths, filters);
  const scope = JSON.stringify([name, walk]);
  const after = cursor === undefined ? undefined : cursors.decode(scope, cursor);
  const page = await read({ ...walk, limit, after, count: count === 'exact' });
  if (page.next === null) return onlyPage(limit, page.items, page.total);
  const nextCursor = cursors.encode(scope, page.next);
  const body = { items: page.items, page: { limit, nextCursor, total: page.total } };
  const next = new URL(url);
  next.searchParams.set('cursor', nextCursor);
  return { status: 200, body, headers: { Link: `<${next.pathname}${next.search}>; rel="next"` } };
};
