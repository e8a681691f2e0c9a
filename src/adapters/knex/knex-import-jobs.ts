import type { Knex } from 'knex';
import type { ImportJob, ImportJobFields } from '../../core/import/import-job.js';
import {
  type ImportJobReader,
  type ImportJobRepository,
  importRestarted,
} from '../../core/import/import-jobs.js';
import type { ListQuery } from '../../core/shared/page.js';
import { Table } from './table.js';

/** Stores the imports over HTTP. To change one, it must be used within a transaction. */
export class KnexImportJobs implements ImportJobReader, ImportJobRepository {
  readonly #table: Table<ImportJobFields>;

  constructor(private readonly knex: Knex) {
    this.#table = new Table(knex, 'imports');
  }

  find(id: number): Promise<ImportJob | undefined> {
    return this.#table.find({ id });
  }

  list(page: ListQuery) {
    return this.#table.list(page);
  }

  async *rejectedText(id: number, file: number): AsyncGenerator<Uint8Array> {
    let [first, after]: [first: string | undefined, after: string] = [undefined, '0'];
    for (;;) {
      // One piece at a time: it may have the size of a batch.
      const row: { id: string; content: Buffer } | undefined = await this.knex('import_rejections')
        .where({ import_id: id, file })
        .where('id', '>', after)
        .orderBy('id')
        .first('id', 'content');
      if (row === undefined) break;
      first ??= row.id;
      yield row.content;
      after = row.id;
    }
    // Another run of the import removes all pieces first.
    const isReplaced =
      first !== undefined && !(await this.knex('import_rejections').where('id', first).first('id'));
    if (isReplaced) throw importRestarted();
  }

  add(job: ImportJobFields): Promise<ImportJob> {
    return this.#table.add(job);
  }

  change(id: number, next: (current: ImportJob) => ImportJobFields): Promise<ImportJob | undefined> {
    return this.#table.change(id, next);
  }

  async removeRejectedText(id: number): Promise<void> {
    await this.knex('import_rejections').where({ import_id: id }).delete();
  }
}
