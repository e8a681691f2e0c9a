import Joi from 'joi';
import type { Movie } from '../../../core/catalogue/movie.js';
import { titleFields } from './title-fields.js';

export const movieBody = Joi.object<Movie, true>({
  ...titleFields,
  runtimeMinutes: Joi.number().integer().min(1).max(1500).allow(null).default(null),
}).example({ title: 'Cléo from 5 to 7', releaseYear: 1962, runtimeMinutes: 90, genres: ['drama', 'comedy'] });
