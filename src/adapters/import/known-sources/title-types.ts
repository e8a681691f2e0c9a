/** The names of types of titles in sources, by kind. Compared without case, spaces and punctuation. */
export const titleTypes: Readonly<Record<string, readonly string[]>> = {
  movies: ['documentary', 'feature', 'feature film', 'film', 'movie', 'tv movie'],
  series: [
    'anime',
    'limited series',
    'mini-series',
    'series',
    'show',
    'tv',
    'tv mini series',
    'tv series',
    'tv show',
  ],
};
