import Joi from 'joi';
import { genres } from '../../../core/catalogue/genre.js';
import { id, inFiles, named } from '../schemas.js';
import { line, text } from '../text-schemas.js';

export const genre = named('Genre', Joi.string().valid(...genres));

export const year = () =>
  inFiles('year', Joi.number().integer().min(1870).max(2100).allow(null).default(null));

/** The fields of `Title`, without those of every kind. */
export const titleFields = {
  title: line(1, 300).required(),
  sortTitle: line(1, 300)
    .example('Cleo from 5 to 7')
    .allow(null)
    .default(null)
    .description(
      'What the title is sorted by. null: the title without its leading article, such as The or L’.',
    ),
  releaseYear: year(),
  genres: inFiles('genres', Joi.array().items(genre).unique().max(20).default([])),
  description: text(5000).allow(null).default(null),
  authorId: id().allow(null).default(null),
  imdbId: inFiles(
    'imdbId',
    Joi.string()
      .pattern(/^tt[0-9]{7,10}$/, 'title id of IMDb')
      .example('tt0055852')
      .allow(null)
      .default(null),
  ),
};
