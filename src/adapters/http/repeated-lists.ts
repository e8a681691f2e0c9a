import querystring from 'node:querystring';
import type Joi from 'joi';
import type { Member } from './shape.js';

/** Parses a query. Without a limit: by default, parameters after the first 1,000 would be ignored. */
export const parseQuery = (text: string): NodeJS.Dict<string | string[]> =>
  querystring.parse(text, '&', '=', { maxKeys: 0 });

/** The names of the members that are lists. */
const listsOf = (schema: Joi.ObjectSchema | undefined) =>
  ((schema?.$_terms.keys ?? []) as readonly Member[])
    .filter(({ schema: { type } }) => type === 'array')
    .map(({ key }) => key);

/**
 * Returns a function that joins the values of repeated lists in a URL by commas: `genre=drama&genre=comedy` means
 * `genre=drama,comedy`, and clients that repeat lists share its cache entry and its link to the next page.
 * @param query the schema of the query. Its other parameters stay as they are
 */
export const repeatedLists = (query: Joi.ObjectSchema | undefined): ((url: string) => string) => {
  const lists = listsOf(query);
  return (url) => {
    const start = url.indexOf('?') + 1;
    if (start === 0 || lists.length === 0) return url;
    const joined: string[] = [];
    const places = new Map<string, number>();
    for (const part of url.slice(start).split('&')) {
      const [text = '', value = ''] = part.split(/=(.*)/s);
      const name = querystring.unescape(text);
      const place = places.get(name);
      if (place !== undefined) joined[place] += `,${value}`;
      else if (joined.push(part) && lists.includes(name)) places.set(name, joined.length - 1);
    }
    return url.slice(0, start) + joined.join('&');
  };
};
