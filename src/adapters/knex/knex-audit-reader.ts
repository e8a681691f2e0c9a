import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { AuditRange, AuditReader, AuditRecord } from '../../core/shared/audit.js';
import { DomainError } from '../../core/shared/errors.js';
import type { ListQuery } from '../../core/shared/page.js';
import { listPage } from './list-page.js';
import { heavyRead } from './pool-shares.js';
import { fromRow, type Row } from './row-mapping.js';

/** Entries of one page of an export. */
export const pageSize = 1_000;
/** Ids that one statement of an export looks at: most of them may be outside of its times. */
const idsPerStatement = 20 * pageSize;
/** Milliseconds between two looks at the transactions that are writing. */
const pollMs = 50;
/** Milliseconds to wait for them. A batch of an import takes seconds. */
const defaultMaxWaitMs = 30_000;

/** Transactions that have written to the trail, or are about to: Postgres locks the table before it assigns an id. */
const writers = `select virtualtransaction from pg_locks
  where locktype = 'relation' and mode = 'RowExclusiveLock' and relation = 'audit'::regclass
    and database = (select oid from pg_database where datname = current_database())`;

/** Converts a row of the table. `pg` returns the id, a bigint, as a string. */
export const auditRecord = (row: Row): AuditRecord => fromRow({ ...row, id: Number(row.id) });

/** Reads the audit trail. */
export class KnexAuditReader implements AuditReader {
  /** @param maxWaitMs milliseconds that `lastId` waits for transactions */
  constructor(
    private readonly knex: Knex,
    private readonly maxWaitMs = defaultMaxWaitMs,
  ) {}

  list(page: ListQuery) {
    const read = () => listPage(this.knex, 'audit', page, auditRecord);
    return page.count ? heavyRead(this.knex, read) : read();
  }

  /**
   * A lower id was assigned before the newest one, so its transaction had locked the table before. It has either ended by
   * now, or it is one of the writers that this statement finds after it has read the id. A transaction unlocks the table
   * after its rows are visible. Later transactions get higher ids.
   */
  async lastId(): Promise<number> {
    const { rows } = await this.knex.raw(
      `select (select coalesce(max(id), 0) from audit) as last, array(${writers}) as writers`,
    );
    let open: string[] = rows[0].writers;
    for (const deadline = Date.now() + this.maxWaitMs; open.length > 0; ) {
      if (Date.now() > deadline)
        throw new DomainError(
          'unavailable',
          'A transaction that may add earlier entries has been open for too long. Try again when it has ended.',
        );
      await sleep(pollMs);
      const left = await this.knex.raw(`${writers} and virtualtransaction = any(?)`, [open]);
      open = left.rows.map((row: { virtualtransaction: string }) => row.virtualtransaction);
    }
    return Number(rows[0].last);
  }

  async *pages({ after, until, from, to }: AuditRange): AsyncIterable<readonly AuditRecord[]> {
    const first = await this.knex('audit').where('id', '>', after).orderBy('id').first('id');
    if (first === undefined) return;
    for (let last = Number(first.id) - 1; last < until; ) {
      const end = Math.min(last + idsPerStatement, until);
      const page = this.knex('audit')
        .where('id', '>', last)
        .where('id', '<=', end)
        .modify((all) => from !== undefined && all.where('at', '>=', new Date(from)))
        .modify((all) => to !== undefined && all.where('at', '<=', new Date(to)))
        .orderBy('id')
        .limit(pageSize);
      const records = (await heavyRead(this.knex, async () => page)).map(auditRecord);
      if (records.length > 0) yield records;
      last = records.length < pageSize ? end : (records.at(-1) as AuditRecord).id;
    }
  }
}
