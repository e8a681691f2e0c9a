/** Invented rows in the format of IMDb's files. */
export const tsv = (rows: readonly string[]) =>
  `${rows.map((row) => row.replaceAll(' | ', '\t')).join('\n')}\n`;
const basics =
  'tconst | titleType | primaryTitle | originalTitle | isAdult | startYear | endYear | runtimeMinutes | genres';
/** The rows of each file by its name. The first one is the header. */
export const imdbFiles: Readonly<Record<string, readonly string[]>> = {
  'title.basics': [
    basics,
    'tt0000001 | movie | A "Quoted" Film | Ein Film | 0 | 1999 | \\N | 100 | Drama,Sci-Fi',
    'tt0000002 | tvMovie | Of Nobody Known | \\N | 0 | \\N | \\N | \\N | \\N',
    'tt0000003 | tvSeries | A Series | \\N | 0 | 2001 | 2003 | 45 | Comedy,Talk-Show',
    'tt0000004 | tvMiniSeries | Without Episodes | \\N | 0 | 2005 | 2004 | \\N | Reality-TV',
    'tt0000005 | movie | Not for Children | \\N | 1 | 2000 | \\N | 90 | Adult',
    'tt0000006 | tvEpisode | Pilot | \\N | 0 | 2001 | \\N | 45 | Comedy',
    'tt0000007 | videoGame | A Game | \\N | 0 | 2010 | \\N | \\N | Action',
    'tt0000008 | movie | By a Writer | \\N | 0 | 1850 | \\N | 9999 | Nonsense',
  ],
  'title.crew': [
    'tconst | directors | writers',
    'tt0000001 | nm0000001,nm0000002 | nm0000003',
    'tt0000002 | nm0000099 | \\N',
    'tt0000003 | nm0000001 | nm0000003,nm0000002',
    'tt0000005 | nm0000004 | \\N',
    'tt0000006 | nm0000005 | nm0000005',
    'tt0000008 | \\N | nm0000003',
  ],
  'title.episode': [
    'tconst | parentTconst | seasonNumber | episodeNumber',
    'tt0000006 | tt0000003 | 1 | 1',
    'tt0000010 | tt0000003 | 1 | 2',
    'tt0000011 | tt0000003 | 2 | 1',
    'tt0000012 | tt0000003 | \\N | \\N',
    'tt0000013 | tt9999999 | 1 | 1',
  ],
  'name.basics': [
    'nconst | primaryName | birthYear | deathYear | primaryProfession | knownForTitles',
    'nm0000001 | The Director | 1950 | 2010 | director | tt0000001',
    'nm0000002 | The Second Director | 1951 | \\N | director | tt0000001',
    'nm0000003 | The Creator | \\N | \\N | writer | tt0000003',
    'nm0000004 | Of Adult Films | 1970 | \\N | director | tt0000005',
    'nm0000005 | Of Episodes | 1971 | \\N | director | tt0000006',
  ],
};
