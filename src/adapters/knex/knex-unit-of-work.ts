import type { Knex } from 'knex';
import type { Repositories, UnitOfWork } from '../../core/identity/identity-ports.js';
import type { ChangeListener } from '../../core/shared/changes.js';
import { DomainError } from '../../core/shared/errors.js';
import { type ChangeRow, toChange } from './change-rows.js';
import { translated } from './database-errors.js';
import { KnexAuditTrail } from './knex-audit-trail.js';
import { KnexMailQueue } from './knex-mail-queue.js';
import { KnexOneTimeTokenRepository } from './knex-one-time-token-repository.js';
import { KnexSessionRepository } from './knex-session-repository.js';
import { KnexUserRepository } from './knex-user-repository.js';

export class KnexUnitOfWork implements UnitOfWork {
  /**
   * @param onSettled is told what a transaction has changed, as the triggers wrote it down, once it is committed; and
   * of nothing when it was refused, since that too may be an answer to what others have changed
   */
  constructor(
    private readonly knex: Knex,
    private readonly onSettled: ChangeListener,
  ) {}

  async run<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    try {
      const { result, rows } = await this.#committed(work);
      await this.onSettled(rows.map(toChange));
      return result;
    } catch (error) {
      if (error instanceof DomainError && error.code !== 'unavailable') await this.onSettled([]);
      throw error;
    }
  }

  #committed<T>(work: (repositories: Repositories) => Promise<T>) {
    return translated(() =>
      this.knex.transaction(async (trx) => ({
        result: await work({
          users: new KnexUserRepository(trx),
          sessions: new KnexSessionRepository(trx),
          oneTimeTokens: new KnexOneTimeTokenRepository(trx),
          mails: new KnexMailQueue(trx),
          audit: new KnexAuditTrail(trx),
        }),
        rows: await trx<ChangeRow>('changes').whereRaw('xid = pg_current_xact_id()').orderBy('seq'),
      })),
    );
  }
}
