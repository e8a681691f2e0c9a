/** The tables of IMDb's non-commercial datasets that are imported: the columns of each file, in order. */
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

/** The columns of the fields whose names differ from their column. */
export const imdbColumns: Partial<Readonly<Record<ImdbTable, Readonly<Record<string, string>>>>> = {
  'title.basics': { imdbId: 'tconst', title: 'primaryTitle', releaseYear: 'startYear' },
  'name.basics': { imdbId: 'nconst', name: 'primaryName' },
};

export type ImdbTable = keyof typeof imdbTables;

/** A row by column; unknown values are null. */
export type ImdbRow<Table extends ImdbTable> = Readonly<
  Record<(typeof imdbTables)[Table][number], string | null>
>;
