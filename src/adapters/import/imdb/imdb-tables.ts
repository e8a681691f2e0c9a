/** The tables of IMDb's non-commercial datasets that tell of a catalogue: the columns of each file, in their order. */
export const imdbTables = {
  'title.basics': [
    'tconst',
    'titleType',
    'primaryTitle',
    'originalTitle',
    'isAdult',
    'startYear',
    'endYear',
    'runtimeMinutes',
    'genres',
  ],
  'title.crew': ['tconst', 'directors', 'writers'],
  'title.episode': ['tconst', 'parentTconst', 'seasonNumber', 'episodeNumber'],
  'name.basics': ['nconst', 'primaryName', 'birthYear', 'deathYear', 'primaryProfession', 'knownForTitles'],
} as const;

export type ImdbTable = keyof typeof imdbTables;

/** A row by its columns; what is not known is null. */
export type ImdbRow<Table extends ImdbTable> = Readonly<
  Record<(typeof imdbTables)[Table][number], string | null>
>;
