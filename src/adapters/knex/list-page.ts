import type { Knex } from 'knex';
import type { ListQuery, Page, Position } from '../../core/shared/page.js';
import { countList, readPage } from './list-sql.js';
import type { Row } from './row-mapping.js';

/** Reads a page of a list. @param itemOf converts a row to an item */
export const listPage = async <T>(
  knex: Knex,
  table: string,
  request: ListQuery,
  itemOf: (row: Row) => T,
): Promise<Page<T>> => {
  const { limit, path, count } = request;
  const rows = await readPage(knex, table, request, limit + 1);
  const keyOf = ({ list_key: key }: Row) => (key instanceof Date ? key.getTime() : key);
  const positions = rows.map((row) => (path.by.field === 'id' ? [row.id] : [keyOf(row), row.id]) as Position);
  const next = rows.length > limit ? (positions[limit - 1] ?? null) : null;
  const items = rows.slice(0, limit).map(({ list_key, ...row }) => itemOf(row));
  return { items, next, ...(count && { total: await countList(knex, table, request) }) };
};
