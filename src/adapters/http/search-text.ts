import { HttpError } from './http-error.js';
import type { PageQuery } from './list-pages.js';
import { inQuery, line } from './text-schemas.js';

/** The text of a search. */
export const searchText = inQuery(line(1, 200));

/** How a search of titles and names treats words, for descriptions. */
export const searchNote =
  'Only the first 16 distinct words are used. Words of three or more letters also match similar spellings.';

/**
 * Returns the limit of a search within a list.
 * @param supported the parameters that can be combined with `q`, as text
 * @throws HttpError `invalid-parameter` for any other parameter: a search has its own order and one page
 */
export const searchLimit = (
  { limit, ...others }: PageQuery,
  supported = 'limit, fields and include',
): number => {
  const details = Object.keys(others).map((parameter) => ({
    parameter,
    message: `${parameter} cannot be combined with q`,
    code: 'not-together',
  }));
  if (details.length > 0)
    throw new HttpError('invalid-parameter', `q can only be combined with ${supported}.`, details);
  return limit;
};
