import type { GenreCount } from './genre.js';

/** Counts titles by genre: all genres, in the order of `genres`. */
export interface GenreCounts {
  count(): Promise<readonly GenreCount[]>;
}
