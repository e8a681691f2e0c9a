import Joi from 'joi';
import type { Series } from '../../../core/catalogue/series.js';
import { inFiles } from '../schemas.js';
import { itemBody } from './item-body.js';
import { titleFields, year } from './title-fields.js';

const count = () =>
  Joi.number().integer().min(0).max(100_000).allow(null).default(null).description('Null: unknown.');

export const seriesBody = itemBody<Series>({
  ...titleFields,
  endYear: year(),
  seasons: inFiles('seasons', count()),
  episodes: inFiles('episodes', count()),
}).example({
  title: 'Borgen',
  releaseYear: 2010,
  endYear: 2022,
  seasons: 4,
  episodes: 38,
  genres: ['drama'],
});
