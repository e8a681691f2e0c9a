import Joi from 'joi';
import type { Movie } from '../../../core/catalogue/movie.js';
import { inFiles } from '../schemas.js';
import { itemBody } from './item-body.js';
import { titleFields } from './title-fields.js';

export const movieBody = itemBody<Movie>({
  ...titleFields,
  // "Logistics", the longest film, has 51,420.
  runtimeMinutes: inFiles('minutes', Joi.number().integer().min(1).max(100_000).allow(null).default(null)),
}).example({
  title: 'Cléo from 5 to 7',
  releaseYear: 1962,
  runtimeMinutes: 90,
  genres: ['drama', 'comedy'],
  description: 'A singer walks through Paris while she waits for the result of a medical test.',
  externalIds: { tmdb: '499' },
});
