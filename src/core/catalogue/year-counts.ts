import type { EqualityFilter } from '../shared/page.js';
import type { AnyKind } from './kind.js';

export interface YearCount {
  /** Null: the items have no year. */
  readonly releaseYear: number | null;
  readonly count: number;
}

/** Counts the items of one kind by their years. Years without items are left out; items without a year come last. */
export interface YearCounts {
  /**
   * @param genre counts only items with this genre
   * @throws DomainError `unavailable`
   */
  count(genre?: string): Promise<readonly YearCount[]>;
}

/** The filter by genre that an index serves together with the years; undefined: the kind has none. */
export const genreWithYears = ({ paths }: AnyKind): EqualityFilter | undefined =>
  paths
    .filter(({ by }) => by.field === 'releaseYear')
    .flatMap(({ filters = [] }) => filters)
    .find(({ isArray }) => isArray);
