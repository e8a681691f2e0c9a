import { movieBody } from '../../src/adapters/http/catalogue/movie-schema.js';
import { seriesBody } from '../../src/adapters/http/catalogue/series-schema.js';
import { catalogueKinds, type KindRow, kindRow, kindTables } from '../../src/composition/catalogue-kinds.js';
import { movie } from '../../src/core/catalogue/movie.js';
import { series } from '../../src/core/catalogue/series.js';

/** Kinds that tests use as examples. Their tables exist in every database. */
const examples: readonly KindRow[] = [kindRow(movie, movieBody), kindRow(series, seriesBody)];

/** The kinds of the service, and the examples that it does not have (any more): see docs/make-it-yours.md. */
export const kindsUnderTest: readonly KindRow[] = [
  ...catalogueKinds,
  ...examples.filter(({ plural }) => !kindTables.includes(plural)),
];

export const tablesUnderTest = kindsUnderTest.map(({ plural }) => plural);
