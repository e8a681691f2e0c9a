import type { Knex } from 'knex';
import {
  type DuplicateGroup,
  type Duplicates,
  hasReleaseYear,
  maxGroupItems,
} from '../../core/catalogue/duplicates.js';
import type { AnyKind, Item } from '../../core/catalogue/kind.js';
import type { ListQuery, Page } from '../../core/shared/page.js';
import { catalogueTable } from './catalogue-table.js';
import { type Row, snake } from './row-mapping.js';

/** Stands for no year in `item_names`. */
const noYear = 2 ** 31 - 1;

/** Reads the groups from the counts that triggers keep in `item_names`, along a partial index. */
export class KnexDuplicates<Draft extends object> implements Duplicates<Draft> {
  constructor(
    private readonly knex: Knex,
    private readonly kind: AnyKind,
  ) {}

  async list({ limit, after }: Pick<ListQuery, 'limit' | 'after'>): Promise<Page<DuplicateGroup<Draft>>> {
    const { plural, namedBy } = this.kind;
    const year = hasReleaseYear(this.kind) ? `and coalesce(release_year, ${noYear}) = page.group_year` : '';
    const { rows } = await this.knex.raw(
      `with page as (
         select name as group_name, year as group_year, items as group_items from item_names
         where kind = ? and items > 1 ${after ? 'and (name, year) > (?, ?)' : ''} order by name, year limit ?)
       select page.*, item.* from page cross join lateral (
         select * from ${plural} where fold(${snake(namedBy)}) collate "C" = page.group_name ${year}
         order by id limit ${maxGroupItems}) as item
       order by group_name, group_year, id`,
      [plural, ...(after ?? []), limit + 1],
    );
    const groups = this.#groupsOf(rows);
    const last = groups.length > limit ? groups[limit - 1] : undefined;
    return {
      items: groups.slice(0, limit),
      next: last === undefined ? null : [last.name, last.year ?? noYear],
    };
  }

  #groupsOf(rows: readonly Row[]): DuplicateGroup<Draft>[] {
    const table = catalogueTable<Draft>(this.knex, this.kind.plural);
    const groups: (DuplicateGroup<Draft> & { readonly items: Item<Draft>[] })[] = [];
    for (const { group_name, group_year, group_items, ...row } of rows) {
      const [name, year] = [group_name as string, group_year === noYear ? null : (group_year as number)];
      let group = groups.at(-1);
      if (group?.name !== name || group.year !== year) {
        group = { name, year, count: group_items as number, items: [] };
        groups.push(group);
      }
      group.items.push(table.itemOf(row));
    }
    return groups;
  }
}
