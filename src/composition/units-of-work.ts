import { knexRepositories } from '../adapters/knex/knex-repositories.js';
import { KnexUnitOfWork } from '../adapters/knex/knex-unit-of-work.js';
import { lockingWrite } from '../adapters/knex/pool-shares.js';
import type { CommitListener } from '../core/shared/changes.js';
import type { ReadCache } from '../core/shared/read-cache.js';
import type { Infrastructure } from './infrastructure.js';

export type UnitsOfWork = ReturnType<typeof unitsOfWork>;

/** The units of work of the service. They differ only in the connections that they may use. */
export function unitsOfWork({
  database,
  kinds,
  changes,
  readCache,
}: Pick<Infrastructure, 'database' | 'kinds' | 'changes'> & { readonly readCache: ReadCache }) {
  const commits: CommitListener = {
    committed: (own) => changes.committed(own),
    catchUp: () => changes.catchUp(),
    waitForCaches: () => readCache.waitForInvalidation(),
  };
  const bind = knexRepositories(kinds);
  return {
    commits,
    unitOfWork: new KnexUnitOfWork(database, bind, commits),
    /** For writes that may wait for a row lock of other clients: they share a part of the pool, so logins find a connection. */
    lockingUnitOfWork: new KnexUnitOfWork(database, bind, commits, lockingWrite),
  };
}
