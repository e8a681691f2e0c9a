import type { CatalogueReader } from '../../src/core/catalogue/catalogue-reader.js';
import type { Movie } from '../../src/core/catalogue/movie.js';
import type { OneTimeTokenReader } from '../../src/core/identity/one-time-token-reader.js';
import type { SessionReader } from '../../src/core/identity/session-reader.js';
import type { UserReader } from '../../src/core/identity/user-reader.js';
import { account } from '../integration/contracts/fixtures.js';
import { movieDraft } from '../support/drafts.js';

/** A type test, checked by tsc: outside a unit of work, no method writes. */
export const writesOutside = async (
  movies: CatalogueReader<Movie>,
  users: UserReader,
  sessions: SessionReader,
  oneTimeTokens: OneTimeTokenReader,
) => {
  // @ts-expect-error: a reader
  await movies.add(movieDraft());
  // @ts-expect-error: a reader
  await movies.change(1, () => movieDraft());
  // @ts-expect-error: a reader
  await movies.remove(1, () => {});
  // @ts-expect-error: a reader
  await users.add(account());
  // @ts-expect-error: a reader
  await users.rehash(1, 'from', 'to');
  // @ts-expect-error: a reader
  await sessions.end({ userId: 1 }, new Date());
  // @ts-expect-error: a reader
  await oneTimeTokens.take('hash');
};
