import Joi from 'joi';
import type { Match } from '../../core/shared/search-result.js';
import { named } from './schemas.js';
import { inQuery, line } from './text-schemas.js';

/** The text of a search. */
export const searchText = inQuery(line(1, 200)).example('cleo from 5 to 7');

/** How a search of titles and names treats words, for descriptions. */
export const searchNote =
  'Only the first 16 distinct words are used. Words of three or more letters also match similar spellings. Of the items with all words 500 are ranked: the last page can come before the last match.';

const matches: readonly Match[] = ['exact', 'prefix', 'words', 'similar'];

/** Why an item was found. */
export const match = named('Match', Joi.string().valid(...matches)).description(
  'Only for searches: why the item was found. exact: its name equals the text. prefix: it begins with the text. words: it has all of its words, or equivalent ones. similar: it is spelled similarly, or has all words but one.',
);
