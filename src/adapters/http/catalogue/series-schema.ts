import Joi from 'joi';
import type { Series } from '../../../core/catalogue/series.js';
import { inFiles } from '../schemas.js';
import { itemBody } from './item-body.js';
import { titleFields, year } from './title-fields.js';

const count = (note = '') =>
  Joi.number().integer().min(0).max(100_000).allow(null).default(null).description(`null: unknown.${note}`);

export const seriesBody = itemBody<Series>({
  ...titleFields,
  endYear: year().description('Not before releaseYear.'),
  seasons: inFiles('seasons', count()),
  episodes: inFiles('episodes', count(' Not fewer than seasons.')),
}).example({
  title: 'Borgen',
  releaseYear: 2010,
  endYear: 2022,
  seasons: 4,
  episodes: 38,
  genres: ['drama'],
  description: 'A politician becomes the first woman to lead the government of Denmark.',
  externalIds: { wikidata: 'Q849486' },
});
