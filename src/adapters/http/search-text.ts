import { HttpError } from './http-error.js';
import type { PageQuery } from './list-pages.js';
import { inQuery, line } from './text-schemas.js';

/** What is searched for. */
export const searchText = inQuery(line(1, 200));

/** What every search of titles and names does with its words. */
export const searchNote =
  'The first 16 distinct words are looked at. Similar spellings are found for words of three letters or more.';

/**
 * How many a search in a list is to find.
 * @param beside the parameters that go with it, as they are told
 * @throws HttpError `invalid-parameter` when more is asked: its order is its own, and it ends where it is cut off
 */
export const limitOf = ({ limit, ...others }: PageQuery, beside = 'limit, fields and include'): number => {
  const details = Object.keys(others).map((parameter) => ({
    parameter,
    message: `${parameter} does not go with q, beside which there may be ${beside}`,
    code: 'not-together',
  }));
  if (details.length > 0) throw new HttpError('invalid-parameter', 'A search stands alone.', details);
  return limit;
};
