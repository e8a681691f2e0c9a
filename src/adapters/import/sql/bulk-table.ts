import type { Knex } from 'knex';
import type { EditedItem } from '../../../core/catalogue/edits.js';
import type { Keys } from '../../../core/catalogue/keys.js';
import type { Item } from '../../../core/catalogue/kind.js';
import type { BulkRepository, ItemKeys, MergedItem } from '../../../core/import/bulk-repository.js';
import { DomainError } from '../../../core/shared/errors.js';
import { fromRow, type Row, snake, toNewRows, toRow } from '../../knex/row-mapping.js';
import { nextUpdatedAt } from '../../knex/table.js';

/** Turns sequential scans off. The planner would choose them: the statistics of a fast-growing table are out of date. */
export const indexScansOnly = 'enable_seqscan = off';

/**
 * The condition for items with any of these keys.
 * @param owners selects the ids of the items that have one of the external ids `given (source, value)`. It runs once, before
 * the scan, so that the scan can use the index of the ids.
 */
const withAnyOf = ({ imdbIds, sourceIds, ids, externalIds }: ItemKeys, owners: string) => {
  const given = 'with given (source, value) as (select * from unnest(?::text[], ?::text[]))';
  const names = externalIds.map(([name]) => name);
  const values = externalIds.map(([, id]) => id);
  const conditions: readonly (readonly [condition: string, ...keys: (readonly unknown[])[]])[] = [
    ['imdb_id = any(?)', imdbIds],
    ['source_id = any(?)', sourceIds],
    ['id = any(?)', ids],
    [`id = any(array(${given} ${owners}))`, names, values],
  ];
  const used = conditions.filter(([, keys = []]) => keys.length > 0);
  return {
    where: used.map(([condition]) => condition).join(' or '),
    bindings: used.flatMap(([, ...keys]) => keys),
  };
};

/**
 * The table of a kind, read and written by thousands of rows. Each statement gets its rows as one JSON value, which
 * Postgres parses several times as fast as a list of values.
 */
export class BulkTable<Draft extends Keys> implements BulkRepository<Draft> {
  constructor(
    protected readonly knex: Knex,
    protected readonly name: string,
    /** The plural of the kind. */
    protected readonly plural = name,
  ) {}

  /** See `withAnyOf`. */
  protected get owners(): string {
    return `select item from external_ids join given using (source, value) where kind = '${this.plural}'`;
  }

  async findByKeys(keys: ItemKeys): Promise<readonly EditedItem<Draft>[]> {
    const { where, bindings } = withAnyOf(keys, this.owners);
    return bindings.length === 0 ? [] : this.select('*', where, bindings);
  }

  async findMerged(keys: ItemKeys): Promise<readonly MergedItem[]> {
    const { where, bindings } = withAnyOf(
      keys,
      `select id from merged, jsonb_each_text(external_ids) as one (source, value) join given using (source, value)
       where kind = '${this.plural}' and external_ids <> '{}'`,
    );
    if (bindings.length === 0) return [];
    // Few catalogues have merged items: then the keys are not sent.
    const [any] = await this.raw('select from merged where kind = ? limit 1', [this.plural]);
    if (any === undefined) return [];
    const rows = await this.raw(
      `select id, "into", imdb_id, source_id, external_ids from merged where kind = ? and (${where})
        and exists (select from ${this.plural} where ${this.plural}.id = merged."into") order by id`,
      [this.plural, ...bindings],
    );
    return rows.map((row) => fromRow<MergedItem>(row));
  }

  async findOldestByName(names: readonly string[], field: string): Promise<readonly Item<Draft>[]> {
    if (names.length === 0) return [];
    const column = snake(field);
    // The index is on the folded name.
    const where = `fold(${column}) collate "C" = any(select fold(name) collate "C" from unnest(?::text[]) as name)
      and ${column} = any(?)`;
    return this.select(`distinct on (${column}) *`, where, [names, names], `order by ${column}, id`);
  }

  async addAll(drafts: readonly Draft[]): Promise<readonly number[]> {
    if (drafts.length === 0) return [];
    const rows = toNewRows(drafts);
    const columns = Object.keys(rows[0] as Row).join(', ');
    const added = await this.raw(
      `insert into ${this.name} (${columns})
        select ${columns} from json_populate_recordset(null::${this.name}, ?::json) returning id`,
      [JSON.stringify(rows)],
    );
    return added.map(({ id }) => id as number);
  }

  async changeAll(items: readonly EditedItem<Draft>[]): Promise<void> {
    if (items.length === 0) return;
    const rows = items.map((item) => ({ ...toRow(item), id: item.id, version: item.version }));
    const columns = Object.keys(toRow(items[0] as EditedItem<Draft>));
    const changed = await this.raw(
      `update ${this.name} as stored
        set (version, updated_at, ${columns.join(', ')}) =
          row(stored.version + 1, ${nextUpdatedAt('stored.updated_at')}, ${columns.map((column) => `next.${column}`).join(', ')})
        from json_populate_recordset(null::${this.name}, ?::json) as next
        where stored.id = next.id and stored.version = next.version returning stored.id`,
      [JSON.stringify(rows)],
    );
    if (changed.length < items.length)
      throw new DomainError('precondition-failed', 'Some of these items were changed meanwhile.');
  }

  protected async select(
    columns: string,
    where: string,
    bindings: readonly unknown[],
    order = '',
  ): Promise<readonly EditedItem<Draft>[]> {
    const rows = await this.raw(`select ${columns} from ${this.name} where ${where} ${order}`, bindings);
    return rows.map((row) => fromRow<EditedItem<Draft>>(row));
  }

  protected async raw(sql: string, bindings: readonly unknown[]): Promise<Row[]> {
    return (await this.knex.raw(sql, bindings as Knex.RawBinding[])).rows;
  }
}
