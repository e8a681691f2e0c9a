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
  const { rows, end } = await readPage(knex, table, request, limit + 1);
  const positionOf = ({ list_key: key, id }: Row): Position =>
    (path.by.field === 'id' ? [id] : [key instanceof Date ? key.getTime() : key, id]) as Position;
  const last = rows.length > limit ? rows[limit - 1] : end;
  const items = rows.slice(0, limit).map(({ list_key, list_match, list_number, ...row }) => itemOf(row));
  return {
    items,
    next: last === undefined ? null : positionOf(last),
    ...(count && { total: await countList(knex, table, request) }),
  };
};
