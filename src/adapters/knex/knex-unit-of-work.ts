import type { Knex } from 'knex';
import type { CommitListener } from '../../core/shared/changes.js';
import { DomainError } from '../../core/shared/errors.js';
import type { UnitOfWork } from '../../core/shared/unit-of-work.js';
import { type ChangeRow, toChange } from './change-rows.js';

/**
 * Makes the repositories of a transaction.
 * @param onCatalogue to be called when the work asks for the items of a kind
 */
export type BindRepositories<Repositories> = (
  trx: Knex,
  onCatalogue: () => void,
) => Repositories | Promise<Repositories>;

/** `unavailable` says nothing of what is stored, so there is nothing to wait for; nor do errors that are faults of ours. */
const tellsOfState = (error: unknown) => error instanceof DomainError && error.code !== 'unavailable';

/**
 * Transactions on Postgres. A unit of work that asked for the items of a kind waits for the caches, also when it changed
 * nothing or was refused: its result may rest on what others have just committed. Others wait for revocations alone.
 */
export class KnexUnitOfWork<Repositories> implements UnitOfWork<Repositories> {
  /**
   * @param share takes the part of the pool that these transactions share, before one takes a connection
   */
  constructor(
    private readonly knex: Knex,
    private readonly bind: BindRepositories<Repositories>,
    private readonly commits: CommitListener,
    private readonly share: <T>(knex: Knex, work: () => Promise<T>) => Promise<T> = (_, work) => work(),
  ) {}

  async run<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
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

  runStep<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    return this.#commit(work);
  }

  waitForInvalidation(): Promise<void> {
    return this.commits.waitForCaches();
  }

  async #commit<T>(
    work: (repositories: Repositories) => Promise<T>,
    onCatalogue: () => void = () => {},
  ): Promise<T> {
    const { result, rows } = await this.share(this.knex, () =>
      this.knex.transaction(async (trx) => ({
        result: await work(await this.bind(trx, onCatalogue)),
        rows: await trx<ChangeRow>('changes')
          .whereRaw('xid = pg_current_xact_id_if_assigned()')
          .orderBy('seq'),
      })),
    );
    this.commits.committed(rows.map(toChange));
    return result;
  }
}
