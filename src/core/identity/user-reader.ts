import type { ListQuery, Page } from '../shared/page.js';
import type { SearchResult } from '../shared/search-result.js';
import type { User } from './user.js';

/** The accounts, for reading. All methods throw DomainError `unavailable` if the database cannot be reached. */
export interface UserReader {
  find(id: number): Promise<User | undefined>;
  /** By email, case ignored. Finds an internationalised domain in Unicode and in ASCII; the given form has precedence. */
  findByEmail(email: string): Promise<User | undefined>;
  /** @param page along one of `userPaths` */
  list(page: ListQuery): Promise<Page<User>>;
  /**
   * Accounts whose email or visible name contains the text, ignoring case and accents. Best first: equal, then starting
   * with it, then the rest. If none contains it, and it has more than two letters: accounts with a similar spelling. The
   * result is incomplete if the time budget was spent.
   */
  search(text: string, limit: number): Promise<SearchResult<User>>;
  /** Whether there are no users. */
  isEmpty(): Promise<boolean>;
}
