import type { Genre } from './genre.js';

/** What movies and series have in common: somebody made them, and they have genres. */
export interface Title {
  title: string;
  releaseYear: number | null;
  /** In the order given, without repetition. */
  genres: Genre[];
  description: string | null;
  authorId: number | null;
  /** `tt` and digits; no two titles of a kind share one. */
  imdbId: string | null;
}
