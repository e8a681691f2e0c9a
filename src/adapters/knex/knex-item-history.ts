import type { Knex } from 'knex';
import type { ItemHistory, RecordedVersion } from '../../core/catalogue/item-history.js';
import type { ListQuery, Page } from '../../core/shared/page.js';
import { fromRow, type Row } from './row-mapping.js';

/** Reads the values that `KnexAuditTrail` stores with entries. */
export class KnexItemHistory implements ItemHistory {
  constructor(private readonly knex: Knex) {}

  async list(
    kind: string,
    id: number,
    { limit, after }: Pick<ListQuery, 'limit' | 'after'>,
  ): Promise<Page<RecordedVersion>> {
    const rows: Row[] = await this.knex('item_values as v')
      .join('audit', 'audit.id', 'v.audit_id')
      .where({ kind, item_id: id })
      .modify((all) => after && all.where('audit_id', '<', after[0] as number))
      .orderBy('audit_id', 'desc')
      .limit(limit + 1)
      .select(
        'audit_id',
        'version',
        'audit.at',
        'action',
        'actor_id',
        'service_account_id',
        'key_id',
        'before',
        'item',
      );
    const next = rows.length > limit ? [Number(rows[limit - 1]?.audit_id)] : null;
    return {
      items: rows.slice(0, limit).map(({ audit_id, ...row }) => fromRow<RecordedVersion>(row)),
      next,
    };
  }
}
