import type { ListQuery, Page } from '../shared/page.js';
import type { AnyKind, Item } from './kind.js';

/** The maximum number of items that a group contains. */
export const maxGroupItems = 10;

/** Items of one kind with the same name, and, if the kind has a `releaseYear`, the same year. */
export interface DuplicateGroup<Draft extends object> {
  /** Without case and accents. */
  readonly name: string;
  /** Null: the items have no year. */
  readonly year: number | null;
  readonly count: number;
  /** The oldest `maxGroupItems`, in the order of their ids. */
  readonly items: readonly Item<Draft>[];
}

/** The groups of one kind, in the order of their names and years. */
export interface Duplicates<Draft extends object> {
  /** @throws DomainError `unavailable` */
  list(page: Pick<ListQuery, 'limit' | 'after'>): Promise<Page<DuplicateGroup<Draft>>>;
}

/** Whether the items of a kind have a year: then its list can be sorted by it. */
export const hasReleaseYear = ({ paths }: AnyKind): boolean =>
  paths.some(({ by }) => by.field === 'releaseYear');
