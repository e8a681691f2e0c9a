import type Joi from 'joi';
import type { Knex } from 'knex';
import { movieBody } from '../adapters/http/catalogue/movie-schema.js';
import { seriesBody } from '../adapters/http/catalogue/series-schema.js';
import { bodyValidator } from '../adapters/http/validation.js';
import { Table } from '../adapters/knex/table.js';
import { knownSeries } from '../adapters/sample/known-series.js';
import { vegaFilms } from '../adapters/sample/vega-films.js';
import type { Author } from '../core/catalogue/author.js';
import {
  loadSample,
  type Sample,
  type SampleCounts,
  type SampleTitle,
} from '../core/catalogue/load-sample.js';
import type { Movie } from '../core/catalogue/movie.js';
import type { Series } from '../core/catalogue/series.js';
import type { Title } from '../core/catalogue/title.js';

/** The drafts as their schema has them, with what the sample does not tell filled in. */
const completed = <Draft extends Title>(
  body: Joi.ObjectSchema<Draft>,
  titles: readonly SampleTitle<Title>[],
) => {
  const valid = bodyValidator(body);
  return titles.map(({ draft, author }) => ({ draft: valid(draft), author }));
};

/** All there is to try the service with. */
export const readSample = async (): Promise<Sample> => ({
  movies: completed(movieBody, await vegaFilms()),
  series: completed(seriesBody, knownSeries),
});

/** Loads what is missing of the sample in one transaction: all of it, or nothing. */
export const seed = async (database: Knex): Promise<SampleCounts> => {
  const sample = await readSample();
  return database.transaction((trx) =>
    loadSample(sample, {
      authors: new Table<Author>(trx, 'authors'),
      movies: new Table<Movie>(trx, 'movies'),
      series: new Table<Series>(trx, 'series'),
    }),
  );
};

/** Whether there is nothing in the catalogue: no author, movie or series. */
export const isEmptyCatalogue = async (database: Knex): Promise<boolean> => {
  const found = await Promise.all(
    ['authors', 'movies', 'series'].map((table) => database(table).first('id')),
  );
  return found.every((row) => row === undefined);
};
