import Joi from 'joi';
import type { Author } from '../../../core/catalogue/author.js';
import { inFiles } from '../schemas.js';
import { name, text } from '../text-schemas.js';
import { itemBody } from './item-body.js';

const year = () => inFiles('year', Joi.number().integer().min(-3000).max(2100).allow(null).default(null));

export const authorBody = itemBody<Author>({
  name: name(1, 200).required(),
  birthYear: year(),
  deathYear: year().description('Not before birthYear.'),
  biography: text(5000).allow(null).default(null),
  imdbId: inFiles(
    'imdbId',
    Joi.string()
      .pattern(/^nm[0-9]{7,10}$/, 'name id of IMDb')
      .allow(null)
      .default(null),
  ),
}).example({
  name: 'Agnès Varda',
  birthYear: 1928,
  deathYear: 2019,
  biography: 'Photographer and film director in Paris, one of the first of the French New Wave.',
  imdbId: 'nm0889513',
  externalIds: { wikidata: 'Q229990' },
});
