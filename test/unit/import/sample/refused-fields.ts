import { authorBody } from '../../../../src/adapters/http/catalogue/author-schema.js';
import { movieBody } from '../../../../src/adapters/http/catalogue/movie-schema.js';
import { seriesBody } from '../../../../src/adapters/http/catalogue/series-schema.js';
import { bodyValidator } from '../../../../src/adapters/http/validation.js';
import { series } from '../../../../src/core/catalogue/series.js';
import type { ReadRow } from '../../../../src/core/import/import-row.js';
import { DomainError, type Violation } from '../../../../src/core/shared/errors.js';

const valid = {
  movies: bodyValidator(movieBody),
  series: (draft: unknown) => series.check(bodyValidator(seriesBody)(draft)),
  author: bodyValidator(authorBody),
};

const violationsOf = (check: () => unknown): readonly Violation[] => {
  try {
    const found = check();
    return Array.isArray(found) ? found : [];
  } catch (error) {
    if (error instanceof DomainError) return error.violations;
    throw error;
  }
};

/** Returns the fields of a row that the API would reject, for its title or its author. */
export const refusedFields = (plural: 'movies' | 'series', { fields }: ReadRow): readonly Violation[] => {
  const { author, ...title } = fields;
  return [
    ...violationsOf(() => valid[plural](title)),
    ...(author === null ? [] : violationsOf(() => valid.author({ name: author }))),
  ];
};

/** Returns the fields of an author that the API would reject. */
export const refusedPerson = (fields: object): readonly Violation[] =>
  violationsOf(() => valid.author(fields));
