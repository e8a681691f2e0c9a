import type { ReadRow } from '../../../core/import/import-row.js';
import { knownFilms } from './known-films.js';
import { vegaFilms } from './vega-films.js';

/** The films of the sample: the well-known ones, and after them those of the package that are not among them. */
export const sampleFilms = async (): Promise<readonly ReadRow[]> => {
  const known = new Set(knownFilms.map(({ fields }) => fields.sourceId));
  const others = await vegaFilms();
  return [...knownFilms, ...others.filter(({ fields }) => !known.has(fields.sourceId))];
};
