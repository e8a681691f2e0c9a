import type { Knex } from 'knex';
import type { Repositories, UnitOfWork } from '../../core/identity/identity-ports.js';
import type { ChangeListener } from '../../core/shared/changes.js';
import { toChange } from './change-rows.js';
import { translated } from './database-errors.js';
import { KnexAuditTrail } from './knex-audit-trail.js';
import { KnexSessionRepository } from './knex-session-repository.js';
import { KnexUserRepository } from './knex-user-repository.js';

export class KnexUnitOfWork implements UnitOfWork {
  /** @param onCommitted is told what a transaction has changed, as the triggers wrote it down, once it is committed */
  constructor(
    private readonly knex: Knex,
    private readonly onCommitted: ChangeListener,
  ) {}

  async run<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    const { result, rows } = await translated(() =>
      this.knex.transaction(async (trx) => ({
        result: await work({
          users: new KnexUserRepository(trx),
          sessions: new KnexSessionRepository(trx),
          audit: new KnexAuditTrail(trx),
        }),
        rows: await trx('changes').whereRaw('xid = pg_current_xact_id()').orderBy('seq'),
      })),
    );
    this.onCommitted(rows.map(toChange));
    return result;
  }
}
