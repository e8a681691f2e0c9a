import type { Knex } from 'knex';
import type { Repositories } from '../../core/repositories.js';
import type { CommitListener } from '../../core/shared/changes.js';
import { DomainError } from '../../core/shared/errors.js';
import type { UnitOfWork } from '../../core/shared/unit-of-work.js';
import { type ChangeRow, toChange } from './change-rows.js';
import { KnexAuditTrail } from './knex-audit-trail.js';
import { KnexCatalogueRepository } from './knex-catalogue-repository.js';
import { KnexIdempotency } from './knex-idempotency.js';
import { KnexMailQueue } from './knex-mail-queue.js';
import { KnexOneTimeTokenRepository } from './knex-one-time-token-repository.js';
import { KnexSessionRepository } from './knex-session-repository.js';
import { KnexUserRepository } from './knex-user-repository.js';

type Work<T> = (repositories: Repositories) => Promise<T>;

/** `unavailable` says nothing of what is stored, so there is nothing to wait for; nor do errors that are faults of ours. */
const tellsOfState = (error: unknown) => error instanceof DomainError && error.code !== 'unavailable';

/**
 * Transactions on Postgres. A unit of work that asked for the items of a kind waits for the caches, also when it changed
 * nothing or was refused: its result may rest on what others have just committed. Others wait for revocations alone.
 */
export class KnexUnitOfWork implements UnitOfWork<Repositories> {
  /**
   * @param titleTables the tables whose rows may refer to an author
   * @param share takes the part of the pool that these transactions share, before one takes a connection
   */
  constructor(
    private readonly knex: Knex,
    private readonly titleTables: readonly string[],
    private readonly commits: CommitListener,
    private readonly share: <T>(knex: Knex, work: () => Promise<T>) => Promise<T> = (_, work) => work(),
  ) {}

  async run<T>(work: Work<T>): Promise<T> {
    let wait = () => this.commits.waitForRevocations();
    const onCatalogue = () => {
      wait = () => this.commits.waitForCaches();
    };
    const result = await this.#commit(work, onCatalogue).catch(async (error: unknown) => {
      if (tellsOfState(error)) await wait();
      throw error;
    });
    await wait();
    return result;
  }

  runStep<T>(work: Work<T>): Promise<T> {
    return this.#commit(work);
  }

  waitForInvalidation(): Promise<void> {
    return this.commits.waitForCaches();
  }

  async #commit<T>(work: Work<T>, onCatalogue: () => void = () => {}): Promise<T> {
    const { result, rows } = await this.share(this.knex, () =>
      this.knex.transaction(async (trx) => ({
        result: await work(this.#repositories(trx, onCatalogue)),
        rows: await trx<ChangeRow>('changes')
          .whereRaw('xid = pg_current_xact_id_if_assigned()')
          .orderBy('seq'),
      })),
    );
    this.commits.committed(rows.map(toChange));
    return result;
  }

  #repositories(trx: Knex, onCatalogue: () => void): Repositories {
    return {
      users: new KnexUserRepository(trx),
      sessions: new KnexSessionRepository(trx),
      oneTimeTokens: new KnexOneTimeTokenRepository(trx),
      mails: new KnexMailQueue(trx),
      audit: new KnexAuditTrail(trx),
      idempotency: new KnexIdempotency(trx),
      catalogue: (kind) => {
        onCatalogue();
        return new KnexCatalogueRepository(trx, kind, this.titleTables);
      },
    };
  }
}
