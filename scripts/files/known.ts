import type { Random } from '../history/random.js';
import { type MadeItem, makeItems, type Plural } from './items.js';
import { type Source, sources } from './sources.js';

/** Columns of the database, by field, with what is right for an item whose source does not have the field. */
const unknown: Readonly<Record<string, readonly [column: string, value: unknown]>> = {
  releaseYear: ['release_year', null],
  genres: ['genres', []],
  description: ['description', null],
  runtimeMinutes: ['runtime_minutes', null],
  seasons: ['seasons', null],
  episodes: ['episodes', null],
};

const knownItem = (
  item: MadeItem,
  { fields, extra, nest }: Source,
  number: number,
  plural: Plural,
  random: Random,
): MadeItem => {
  const { cells, stored } = extra(item, number, plural, random);
  const written: Record<string, unknown> = {};
  for (const [field, column] of Object.entries(fields)) written[column] ??= item.corrected[field];
  const right: Record<string, unknown> = { ...item.stored };
  for (const [field, [column, value]] of Object.entries(unknown))
    if (!(field in fields) && column in right) right[column] = value;
  const whole = { ...written, ...cells };
  return { ...item, row: nest?.(whole, plural) ?? whole, isRejected: false, stored: { ...right, ...stored } };
};

/** Files of the sources that an import recognizes, with odd values, and what is right. */
export const makeKnownFiles = async (random: Random, count: number) => {
  let number = 0;
  const files = sources.map(async (source) => {
    const { name, shape, kinds } = source;
    const items = kinds.flatMap((plural) =>
      makeItems(random, { plural, prefix: `${name}-${plural}`, count, isLatin: false }).map((item) => {
        number += 1;
        return knownItem(item, source, number, plural, random);
      }),
    );
    const shuffled = random.shuffled(items).map(({ row }) => row);
    return { name: `${name}.${shape.extension}`, content: await shape.write(shuffled, random), items };
  });
  const made = await Promise.all(files);
  const ofMovieLens = made.find(({ name }) => name.startsWith('ml-'))?.items ?? [];
  const links = ofMovieLens.map(
    ({ row: { movieId } }) => `${movieId},${9_000_000 + Number(movieId)},${movieId}.0\n`,
  );
  const content = Buffer.from(`movieId,imdbId,tmdbId\n${links.join('')}`);
  return [...made, { name: 'ml-links.csv', content, items: [] }];
};
