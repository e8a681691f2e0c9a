import type Joi from 'joi';
import { authorBody } from '../../src/adapters/http/catalogue/author-schema.js';
import { movieBody } from '../../src/adapters/http/catalogue/movie-schema.js';
import { seriesBody } from '../../src/adapters/http/catalogue/series-schema.js';
import { bodyValidator } from '../../src/adapters/http/validation.js';
import { withAllIds } from '../../src/core/catalogue/external-ids.js';
import type { Keys } from '../../src/core/catalogue/keys.js';

/**
 * Drafts with the defaults of their schema, so that tests of other fields do not change when a field is added. All ids are
 * in `externalIds`, too.
 */
const builder = <Draft extends Keys>(body: Joi.ObjectSchema<Draft>, base: Partial<Draft>) => {
  const whole = bodyValidator(body)(base);
  return (overrides: Partial<Draft> = {}): Draft => withAllIds({ ...whole, ...overrides });
};

export const authorDraft = builder(authorBody, { name: 'Agnès Varda' });
export const movieDraft = builder(movieBody, { title: 'Cléo from 5 to 7', runtimeMinutes: 90 });
export const seriesDraft = builder(seriesBody, { title: 'Borgen' });
