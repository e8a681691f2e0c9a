import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Returns the titles of real films, from the package vega-datasets. */
export const realTitles = (): readonly string[] => {
  const folder = dirname(createRequire(import.meta.url).resolve('vega-datasets'));
  const films: { Title: string | number | null }[] = JSON.parse(
    readFileSync(join(folder, '../data/movies.json'), 'utf8'),
  );
  return [...new Set(films.map(({ Title }) => String(Title ?? '').trim()))].filter(Boolean);
};
