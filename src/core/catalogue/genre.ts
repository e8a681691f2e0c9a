/** The closed list of genres. */
export const genres = [
  'action',
  'adventure',
  'animation',
  'biography',
  'comedy',
  'crime',
  'documentary',
  'drama',
  'family',
  'fantasy',
  'film-noir',
  'history',
  'horror',
  'music',
  'musical',
  'mystery',
  'news',
  'reality',
  'romance',
  'sci-fi',
  'short',
  'sport',
  'thriller',
  'war',
  'western',
] as const;

export type Genre = (typeof genres)[number];

/** How many titles of each kind have a genre, by the plural of the kind: `{movies: 12, series: 3}`. */
export interface GenreCount {
  readonly genre: Genre;
  readonly titles: Readonly<Record<string, number>>;
}
