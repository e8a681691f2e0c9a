import { Client, type ClientConfig } from 'pg';
import { genres } from '../../src/core/catalogue/genre.js';
import { Random } from '../history/random.js';
import { realTitles } from './real-titles.js';

/** Number of items of each kind. */
export interface Amounts {
  readonly authors: number;
  readonly movies: number;
  readonly series: number;
}

const batch = 10_000;

/** Generates realistic titles: those of real films, and others of the same or similar words. */
const titleMaker = (random: Random) => {
  const real = realTitles();
  const lengths = real.map((title) => title.split(/\s+/).length);
  const words = real.flatMap((title) => title.split(/\s+/));
  const long = words.filter((word) => /^[A-Za-z]{4,}$/.test(word));
  const invented = Array.from({ length: 80_000 }, () => {
    const [head, tail] = [random.pick(long), random.pick(long).toLowerCase()];
    return head.slice(0, random.between(2, 3)) + tail.slice(-random.between(2, 4));
  });
  const word = () => random.pick(random.chance(0.75) ? words : invented);
  const made = () =>
    Array.from({ length: random.pick(lengths) }, word)
      .join(' ')
      .slice(0, 300);
  return { real, made };
};

/** Generates fields with an uneven distribution: most titles share a few genres, years and authors. */
const titleColumns = (random: Random, authors: number) => {
  const uneven = (most: number) => Math.floor(random.next() * random.next() * most);
  const someGenres = () => Array.from({ length: random.between(0, 3) }, () => genres[uneven(genres.length)]);
  return {
    release_year: random.chance(0.1) ? null : 2025 - uneven(150),
    genres: `{${[...new Set(someGenres())].join(',')}}`,
    description: random.chance(0.5)
      ? null
      : 'Made up, line by line. '.repeat(random.between(1, 20)).trimEnd(),
    author_id: authors === 0 || random.chance(0.3) ? null : 1 + Math.floor(random.next() ** 4 * authors),
  };
};

/** Fills an empty, migrated database with generated authors, movies and series. The movies include all real titles. */
export const fill = async (to: string | ClientConfig, amounts: Amounts, seed: number): Promise<void> => {
  const client = new Client(to);
  await client.connect();
  const random = new Random(seed);
  const { real, made } = titleMaker(random);
  const insert = async (table: string, types: Readonly<Record<string, string>>, rows: object[]) => {
    const columns = Object.keys(types);
    const arrays = columns.map((column) => rows.map((row) => (row as Record<string, unknown>)[column]));
    const unnested = Object.values(types).map((_, i) => `$${i + 1}::text[]`);
    const cast = Object.entries(types).map(([column, type]) => `${column}::${type}`);
    await client.query(
      `insert into ${table} (${columns.join(', ')})
       select ${cast.join(', ')} from unnest(${unnested.join(', ')}) as made (${columns.join(', ')})`,
      arrays,
    );
  };
  const inBatches = async (
    total: number,
    make: (i: number) => object,
    store: (rows: object[]) => Promise<void>,
  ) => {
    for (let from = 0; from < total; from += batch) {
      await store(Array.from({ length: Math.min(batch, total - from) }, (_, i) => make(from + i)));
    }
  };
  const common = { release_year: 'integer', genres: 'text[]', description: 'text', author_id: 'integer' };
  const authorName = () => `${random.pick(real).split(' ').at(-1)} ${made().split(' ').at(0)}`;
  await inBatches(
    amounts.authors,
    (i) => ({
      name: authorName(),
      birth_year: random.chance(0.5) ? null : random.between(1850, 2000),
      imdb_id: `nm${String(1_000_000 + i)}`,
    }),
    (rows) => insert('authors', { name: 'text', birth_year: 'integer', imdb_id: 'text' }, rows),
  );
  const every = Math.max(1, Math.floor(amounts.movies / real.length));
  await inBatches(
    amounts.movies,
    (i) => ({
      title: i % every === 0 ? (real[i / every] ?? made()) : made(),
      imdb_id: `tt${String(1_000_000 + i)}`,
      source_id: String(1_000_000 + i),
      runtime_minutes: i % 7 === 0 ? null : 60 + ((37 * i) % 120),
      ...titleColumns(random, amounts.authors),
    }),
    (rows) =>
      insert(
        'movies',
        { title: 'text', imdb_id: 'text', source_id: 'text', runtime_minutes: 'integer', ...common },
        rows,
      ),
  );
  await inBatches(
    amounts.series,
    (i) => ({
      title: made(),
      imdb_id: `tt${String(1_000_000 + i)}`,
      source_id: String(1_000_000 + i),
      seasons: 1,
      episodes: random.between(1, 50),
      ...titleColumns(random, amounts.authors),
    }),
    (rows) =>
      insert(
        'series',
        {
          title: 'text',
          imdb_id: 'text',
          source_id: 'text',
          seasons: 'integer',
          episodes: 'integer',
          ...common,
        },
        rows,
      ),
  );
  await client.query('vacuum analyze');
  await client.end();
};

/** Gives every fourth item of a filled database an id of TMDB. The planner reads a table of few ids without its indexes. */
export const addExternalIds = async (url: string): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const table of ['authors', 'movies', 'series'])
    await client.query(
      `update ${table} set external_ids = jsonb_build_object('tmdb', (999999 + id)::text) where id % 4 = 0`,
    );
  await client.query('vacuum analyze');
  await client.end();
};
