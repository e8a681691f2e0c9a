import Joi from 'joi';
import type { Page, PageRequest } from '../../core/shared/page.js';
import type { Stored } from '../../core/shared/stored.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import type { Reply } from './route.js';

/** Names a schema in the OpenAPI document. */
export const named = <T extends Joi.Schema>(name: string, schema: T): T =>
  schema.meta({ component: name }) as T;

/** The largest id there is: what an integer column holds. */
export const maxId = 2 ** 31 - 1;
export const id = () => Joi.number().integer().min(1).max(maxId);
export const idParams = Joi.object<{ id: number }, true>({ id: id().required() });

/** Text without control characters or halves of surrogate pairs, on one line, without outer spaces. */
export const line = (min: number, max: number) =>
  Joi.string()
    .trim()
    .min(min)
    .max(max)
    .pattern(/^[^\p{Cc}\p{Cs}]*$/u, 'line of text');

/** Text of several lines, without other control characters: Postgres, for one, refuses NUL. */
export const text = (max: number) =>
  Joi.string()
    .max(max)
    .pattern(/^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u, 'text');

export const time = () => Joi.string().isoDate().required();

/** What goes out of whatever is kept: an id in front, times behind. The version goes out as ETag. */
export const storedItem = (fields: Joi.ObjectSchema): Joi.ObjectSchema =>
  Joi.object({ id: id().required() }).concat(fields).keys({ createdAt: time(), updatedAt: time() });

/** Request headers by which writers and readers say what they have seen (RFC 9110 section 13.1). */
export const ifMatch = { 'If-Match': 'The ETag that the change is meant for; another one answers 412.' };
export const ifNoneMatch = { 'If-None-Match': 'The ETag you have; while it is current, the answer is 304.' };
export const etagHeader = ['ETag'];

/** An item with its ETag (RFC 9110 section 8.8.3), made of its version. */
export const itemReply = (status: number, item: Stored, headers: Record<string, string> = {}): Reply => ({
  status,
  body: item,
  headers: { ETag: `"${item.version}"`, ...headers },
});

export interface PageQuery {
  limit: number;
  cursor?: string;
  count?: 'exact';
}

export const pageQuery = Joi.object<PageQuery, true>({
  limit: Joi.number().integer().min(1).max(100).default(20).description('How many items a page has.'),
  cursor: Joi.string().max(500).description('nextCursor of the page before.'),
  count: Joi.string().valid('exact').description('Adds total, which costs a query.'),
});

export const pageOf = (name: string, item: Joi.ObjectSchema): Joi.ObjectSchema =>
  named(
    `${name}Page`,
    Joi.object({
      items: Joi.array().items(item).required(),
      page: Joi.object({
        limit: Joi.number().integer().required(),
        nextCursor: Joi.string().allow(null).required().description('null on the last page.'),
        total: Joi.number().integer().description('With count=exact.'),
      }).required(),
    }),
  );

/**
 * The page that a query asks for.
 * @param scope names the list, so that its cursors are good for no other
 * @throws HttpError `bad-cursor`
 */
export const pageRequest = (scope: string, { limit, cursor, count }: PageQuery): PageRequest => ({
  limit,
  after: cursor === undefined ? undefined : decodeCursor(scope, cursor),
  count: count === 'exact',
});

/** A page, and a Link to the next one (RFC 8288). */
export const pageReply = (scope: string, page: Page<unknown>, limit: number, url: URL): Reply => {
  const nextCursor = page.next === null ? null : encodeCursor(scope, page.next);
  const body = { items: page.items, page: { limit, nextCursor, total: page.total } };
  if (nextCursor === null) return { status: 200, body };
  const next = new URL(url);
  next.searchParams.set('cursor', nextCursor);
  return { status: 200, body, headers: { Link: `<${next.pathname}${next.search}>; rel="next"` } };
};
