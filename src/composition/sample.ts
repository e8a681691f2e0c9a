import type { Knex } from 'knex';
import { KnexCatalogueRepository } from '../adapters/knex/knex-catalogue-repository.js';
import { knownSeries } from '../adapters/sample/known-series.js';
import { vegaFilms } from '../adapters/sample/vega-films.js';
import type { Author } from '../core/catalogue/author.js';
import { loadSample, type SampleCounts } from '../core/catalogue/load-sample.js';
import type { Movie } from '../core/catalogue/movie.js';
import type { Series } from '../core/catalogue/series.js';

/** Loads what is missing of the sample in one transaction: all of it, or nothing. */
export const seed = async (database: Knex): Promise<SampleCounts> => {
  const movies = await vegaFilms();
  return database.transaction((trx) =>
    loadSample(
      { movies, series: knownSeries },
      {
        authors: new KnexCatalogueRepository<Author>(trx, 'authors', []),
        movies: new KnexCatalogueRepository<Movie>(trx, 'movies', []),
        series: new KnexCatalogueRepository<Series>(trx, 'series', []),
      },
    ),
  );
};

/** Whether there is nothing in the catalogue: no author, movie or series. */
export const isEmptyCatalogue = async (database: Knex): Promise<boolean> => {
  const found = await Promise.all(
    ['authors', 'movies', 'series'].map((table) => database(table).first('id')),
  );
  return found.every((row) => row === undefined);
};
