import type { Knex } from 'knex';
import type { Keys } from '../../../core/catalogue/keys.js';
import type { Item } from '../../../core/catalogue/kind.js';
import type { BulkRepository, KnownBy } from '../../../core/import/import-ports.js';
import { DomainError } from '../../../core/shared/errors.js';
import { fromRow, type Row, snake, toRow } from '../../knex/row-mapping.js';

/** A setting: of tables that grow by the second the planner knows too little, and would read them from end to end. */
export const indexScansOnly = 'enable_seqscan = off';

/**
 * The table of a kind, by thousands of rows: each statement gets them as one JSON, which Postgres takes apart several
 * times as fast as it reads a value list.
 */
export class BulkTable<Draft extends Keys> implements BulkRepository<Draft> {
  /** @param forNames SQL: whether a row is found by its name */
  constructor(
    private readonly knex: Knex,
    private readonly name: string,
    private readonly forNames = 'true',
  ) {}

  async known({ imdbIds, sourceIds, ids }: KnownBy): Promise<readonly Item<Draft>[]> {
    const wanted = [
      ['imdb_id', imdbIds],
      ['source_id', sourceIds],
      ['id', ids],
    ] as const;
    const asked = wanted.filter(([, keys]) => keys.length > 0);
    if (asked.length === 0) return [];
    const where = asked.map(([column]) => `${column} = any(?)`).join(' or ');
    return this.read(
      where,
      asked.map(([, keys]) => keys),
    );
  }

  async addAll(drafts: readonly Draft[]): Promise<readonly number[]> {
    if (drafts.length === 0) return [];
    const rows = drafts.map(toRow);
    const columns = Object.keys(rows[0] as Row).join(', ');
    const added = await this.raw(
      `insert into ${this.name} (${columns})
        select ${columns} from json_populate_recordset(null::${this.name}, ?::json) returning id`,
      [JSON.stringify(rows)],
    );
    return added.map(({ id }) => id as number);
  }

  async changeAll(items: readonly Item<Draft>[]): Promise<void> {
    if (items.length === 0) return;
    const rows = items.map((item) => ({ ...toRow(item), id: item.id, version: item.version }));
    const columns = Object.keys(toRow(items[0] as Item<Draft>));
    const changed = await this.raw(
      `update ${this.name} as now
        set (version, updated_at, ${columns.join(', ')}) =
          row(now.version + 1, now(), ${columns.map((column) => `next.${column}`).join(', ')})
        from json_populate_recordset(null::${this.name}, ?::json) as next
        where now.id = next.id and now.version = next.version returning now.id`,
      [JSON.stringify(rows)],
    );
    if (changed.length < items.length)
      throw new DomainError('precondition-failed', 'Some were changed in the meantime.');
  }

  /** Stores each with its id, in place of the one that has it, if there is one. */
  async putAll(items: readonly Item<Draft>[]): Promise<void> {
    if (items.length === 0) return;
    const rows = items.map(({ id, version, createdAt, updatedAt, ...draft }) => ({
      ...toRow(draft),
      id,
      version: version + 1,
      created_at: createdAt,
      updated_at: updatedAt,
    }));
    const columns = Object.keys(rows[0] as Row);
    await this.raw(
      `insert into ${this.name} (${columns.join(', ')})
        select ${columns.join(', ')} from json_populate_recordset(null::${this.name}, ?::json)
        on conflict (id) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
      [JSON.stringify(rows)],
    );
  }

  async named(names: readonly string[], field: string): Promise<readonly Item<Draft>[]> {
    if (names.length === 0) return [];
    const column = snake(field);
    // First by the index of the list by name, which folds; then by the exact name.
    const oldest = `id in (select min(id) from ${this.name} where fold(${column}) collate "C" = any(
      select fold(name) collate "C" from unnest(?::text[]) as name) and ${column} = any(?) and ${this.forNames}
      group by ${column})`;
    return this.read(oldest, [names, names]);
  }

  private async read(where: string, bindings: readonly unknown[]): Promise<readonly Item<Draft>[]> {
    const rows = await this.raw(`select * from ${this.name} where ${where}`, bindings);
    return rows.map((row) => fromRow<Item<Draft>>(row));
  }

  private async raw(sql: string, bindings: readonly unknown[]): Promise<Row[]> {
    return (await this.knex.raw(sql, bindings as Knex.RawBinding[])).rows;
  }
}
