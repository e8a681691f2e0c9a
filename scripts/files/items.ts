import type { Random } from '../history/random.js';

/** Values of a row as a file has them, by field. */
export type Row = Readonly<Record<string, unknown>>;

/** An item, how its row is written, and what is right. */
export interface MadeItem {
  /** In the title. */
  readonly token: string;
  /** The row as it is written first. */
  readonly row: Row;
  /** The row as it is read. */
  readonly corrected: Row;
  readonly isRejected: boolean;
  /** What is stored: columns of the database. */
  readonly stored: Readonly<Record<string, unknown>>;
}

export type Plural = 'movies' | 'series';

/** Genres in the words of several sources. */
const genreWords: Readonly<Record<string, readonly string[]>> = {
  drama: ['Drama', 'DRAMA', 'dramas', 'Melodrama'],
  'sci-fi': ['Sci-Fi', 'science fiction', 'SciFi'],
  reality: ['Reality-TV', 'reality'],
  animation: ['Animated', 'Animation'],
  documentary: ['Docuseries', 'documentaries'],
  family: ['Kids', "Children's", 'Family'],
  war: ['War'],
  'film-noir': ['Film-Noir', 'noir'],
};

const words = {
  latin: [
    'Amélie',
    'the',
    'Œuvre',
    'naïve',
    '€uro',
    '“Paper”',
    'x;y',
    'a,b',
    'c|d',
    'say "hi"',
    "l'été",
    '=1+1',
    '-',
  ],
  any: ['жизнь', '東京', '😀', 'Zażółć', 'ﷺ', 'a\tb'],
};

const missing = ['', 'NaN', 'N/A', '\\N', 'null'];

const text = (random: Random, isLatin: boolean, separator: string): string => {
  const known = isLatin ? words.latin : [...words.latin, ...words.any];
  return Array.from({ length: random.between(1, 6) }, () => random.pick(known)).join(separator);
};

const years = (random: Random, year: number): string | number =>
  random.pick([year, `${year}`, `${year}.0`, ` ${year} `, `${year}-12-10`, `September 25, ${year}`]);

const minutes = (random: Random, all: number): string | number => {
  const [hours, rest] = [Math.floor(all / 60), all % 60];
  return random.pick([all, `${all}`, `${all} min`, `${hours}h ${rest}m`, `PT${hours}H${rest}M`]);
};

const genresOf = (random: Random): { cell: string; genres: string[] } => {
  const genres = random.shuffled(Object.keys(genreWords)).slice(0, random.between(0, 4));
  const labels = genres.map((genre) => random.pick(genreWords[genre] ?? []));
  const separator = random.pick([',', ', ', '|', '; ']);
  const repeated = labels.length > 0 && random.chance(0.2) ? [...labels, labels[0]] : labels;
  return {
    cell: repeated.join(separator) + (labels.length > 1 && random.chance(0.1) ? separator.trim() : ''),
    genres,
  };
};

const numbers = (random: Random, plural: Plural): { cells: Row; stored: Record<string, unknown> } => {
  if (plural === 'movies') {
    const all = random.between(60, 2_000);
    return random.chance(0.2)
      ? { cells: { runtimeMinutes: random.pick([...missing, 0]) }, stored: { runtime_minutes: null } }
      : { cells: { runtimeMinutes: minutes(random, all) }, stored: { runtime_minutes: all } };
  }
  const [seasons, episodes] = [random.between(1, 9), random.between(20, 99)];
  const isKnown = random.chance(0.5);
  return {
    cells: {
      seasons: random.pick([seasons, `${seasons} Seasons`]),
      episodes: isKnown ? `${episodes} eps` : '',
    },
    stored: { seasons, episodes: isKnown ? episodes : null },
  };
};

/** What is wrong with a row: the cells that differ from the right ones. */
const mistakes: readonly ((random: Random, earlier: string | undefined) => Row)[] = [
  (random) => ({ releaseYear: random.pick(['PG', '1066', '20010', '=2+2']) }),
  (random) => ({ genres: random.pick(['Dramedy', 'drama;Telenovela', '@SUM(A1)']) }),
  () => ({ sourceId: '' }),
  () => ({ title: '' }),
  (_, earlier) => (earlier === undefined ? { title: '' } : { sourceId: earlier }),
];

/** @param isLatin whether an encoding of Western Europe has all of its characters */
export const makeItems = (
  random: Random,
  { plural, prefix, count, isLatin }: { plural: Plural; prefix: string; count: number; isLatin: boolean },
): MadeItem[] => {
  let earlier: string | undefined;
  return Array.from({ length: count }, (_, i) => {
    const token = `${prefix}-${i}`;
    const title = `${text(random, isLatin, ' ').replaceAll(/\s/g, ' ')} #${token}#`;
    const description = random.chance(0.3) ? null : `${text(random, isLatin, random.pick([' ', '\n']))}.`;
    const year = random.between(1_900, 2_030);
    const hasYear = random.chance(0.8);
    const { cell, genres } = genresOf(random);
    const { cells, stored } = numbers(random, plural);
    const corrected: Row = {
      title: random.chance(0.2) ? `  ${title}\u00a0` : title,
      sourceId: token,
      releaseYear: hasYear ? years(random, year) : random.pick(missing),
      genres: cell,
      description: description ?? '',
      ...cells,
    };
    const isRejected = random.chance(0.15);
    const wrong = isRejected ? random.pick(mistakes)(random, earlier) : {};
    if (!isRejected) earlier = token;
    return {
      token,
      row: { ...corrected, ...wrong },
      corrected,
      isRejected,
      stored: {
        title,
        source_id: token,
        release_year: hasYear ? year : null,
        genres,
        description,
        ...stored,
      },
    };
  });
};
