import type { Knex } from 'knex';
import type { AuditReader, AuditRecord } from '../../core/shared/audit.js';
import type { ListQuery } from '../../core/shared/page.js';
import { listPage } from './list-page.js';
import { heavyRead } from './pool-shares.js';
import { fromRow, type Row } from './row-mapping.js';

/** Converts a row of the table. `pg` returns the id, a bigint, as a string. */
export const auditRecord = (row: Row): AuditRecord => fromRow({ ...row, id: Number(row.id) });

/** Reads the audit trail. */
export class KnexAuditReader implements AuditReader {
  constructor(private readonly knex: Knex) {}

  list(page: ListQuery) {
    const read = () => listPage(this.knex, 'audit', page, auditRecord);
    return page.count ? heavyRead(this.knex, read) : read();
  }
}
