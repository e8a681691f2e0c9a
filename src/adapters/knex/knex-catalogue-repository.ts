import type { Knex } from 'knex';
import type { Found } from '../../core/catalogue/catalogue-reader.js';
import type { CatalogueRepository, Merge } from '../../core/catalogue/catalogue-repository.js';
import { movedIds, otherIds, withMoreIds } from '../../core/catalogue/external-ids.js';
import type { AnyKeys } from '../../core/catalogue/keys.js';
import type { AnyKind, Item } from '../../core/catalogue/kind.js';
import { type Referrer, referrersOf, stillReferenced } from '../../core/catalogue/references.js';
import type { ListQuery } from '../../core/shared/page.js';
import { matchOf, type SearchPage, type SearchQuery } from '../../core/shared/search-result.js';
import { catalogueTable } from './catalogue-table.js';
import { heavyRead } from './pool-shares.js';
import { snake } from './row-mapping.js';
import { searchBudgetMs } from './search-steps.js';
import { nextUpdatedAt, type Table } from './table.js';
import { searchTitles } from './title-search.js';

/** The items of one kind, in the table named after it. */
export class KnexCatalogueRepository<Draft extends object> implements CatalogueRepository<Draft> {
  readonly #table: Table<Draft>;
  readonly #referrers: readonly Referrer[];

  /**
   * @param kinds all kinds of the catalogue
   * @param searchBudget milliseconds
   */
  constructor(
    private readonly knex: Knex,
    private readonly kind: AnyKind,
    kinds: readonly AnyKind[],
    private readonly searchBudget = searchBudgetMs,
  ) {
    this.#table = catalogueTable(knex, kind.plural);
    this.#referrers = referrersOf(kind.plural, kinds);
  }

  find(id: number): Promise<Item<Draft> | undefined> {
    return this.#table.find({ id });
  }

  findAll(ids: readonly number[]): Promise<readonly Item<Draft>[]> {
    return this.#table.findAll(ids);
  }

  list(page: ListQuery) {
    return this.#table.list(page);
  }

  async search(query: SearchQuery): Promise<SearchPage<Found<Draft>>> {
    const deadline = performance.now() + this.searchBudget;
    const yearField = this.kind.paths.find(({ by }) => by.filter === 'range' && by.field.endsWith('Year'))?.by
      .field;
    const searched = { table: this.kind.plural, column: snake(this.kind.namedBy), yearField };
    return heavyRead(this.knex, async () => {
      const page = await searchTitles(this.knex, searched, query, deadline);
      const items = new Map(
        (await this.findAll(page.items.map(({ id }) => id))).map((item) => [item.id, item]),
      );
      // Without those that were removed meanwhile.
      const found = page.items.flatMap(({ id, score }) => {
        const item = items.get(id);
        return item === undefined ? [] : [{ score, match: matchOf(score), item }];
      });
      return { ...page, items: found };
    });
  }

  add(draft: Draft): Promise<Item<Draft>> {
    return this.#table.add(draft);
  }

  change(id: number, next: (current: Item<Draft>) => Draft): Promise<Item<Draft> | undefined> {
    return this.#table.change(id, next);
  }

  remove(id: number, allow: (current: Item<Draft>) => void): Promise<boolean> {
    return this.#table.remove(id, async (current) => {
      allow(current);
      await this.#requireUnreferenced(id);
      await this.knex('merged').where({ kind: this.kind.plural, into: id }).delete();
    });
  }

  async mergedInto(id: number): Promise<number | undefined> {
    const { plural } = this.kind;
    const merged = await this.knex('merged')
      .where({ kind: plural, id })
      .whereExists(this.knex(plural).whereRaw('?? = ??', [`${plural}.id`, 'merged.into']))
      .first('into');
    return merged?.into;
  }

  async merge(
    id: number,
    into: number,
    allow: (current: Item<Draft>, referrers: number) => void,
  ): Promise<Merge<Draft> | undefined> {
    // In the order of the ids, so that two merges do not deadlock. The item that stays can be referred to meanwhile: a
    // writer that makes a title refer to it, and has locked that title, must not wait for a merge that waits for the title.
    const lock = (one: number) => (one === id ? this.#table.lock(id) : this.#table.lockAgainstChanges(into));
    const locked = [await lock(Math.min(id, into)), await lock(Math.max(id, into))];
    const current = locked.find((item) => item?.id === id);
    const target = locked.find((item) => item?.id === into);
    if (current === undefined || target === undefined) return undefined;
    const counts = await this.#countReferrers(id);
    allow(
      current,
      counts.reduce((sum, { count }) => sum + count, 0),
    );
    const moved: Record<string, number> = {};
    for (const referrer of this.#referrers)
      moved[referrer.kind.plural] = await this.#moveReferences(referrer, id, into);
    const ids = movedIds(current as unknown as AnyKeys, target as unknown as AnyKeys);
    const names = Object.keys(ids);
    await this.#recordMerge(current as unknown as Item<AnyKeys>, into);
    await this.knex(this.kind.plural).where({ id }).delete();
    // Last: a change of a key waits for the writers of references to the item, which may wait for titles that were moved.
    const withMoved = (item: unknown) => withMoreIds(item as AnyKeys, ids) as unknown as Draft;
    const kept = names.length === 0 ? target : await this.change(into, withMoved);
    return { item: kept as Item<Draft>, moved, movedIds: names };
  }

  /** Returns the number of changed items. */
  #moveReferences({ kind, fields }: Referrer, id: number, into: number): Promise<number> {
    const columns = fields.map(snake);
    const moved = (column: string) =>
      this.knex.raw('case ?? when ? then ? else ?? end', [column, id, into, column]);
    return this.knex(kind.plural)
      .where((query) => columns.reduce((either, column) => either.orWhere(column, id), query))
      .update({
        ...Object.fromEntries(columns.map((column) => [column, moved(column)])),
        version: this.knex.raw('version + 1'),
        updated_at: this.knex.raw(nextUpdatedAt()),
      });
  }

  /** Merges into the removed item become merges into the one that stays, so no reader has to follow a chain. */
  async #recordMerge(item: Item<AnyKeys>, into: number) {
    const { id, imdbId = null, sourceId } = item;
    const kind = this.kind.plural;
    await this.knex('merged').where({ kind, into: id }).update({ into });
    const keys = { imdb_id: imdbId, source_id: sourceId, external_ids: otherIds(item) };
    await this.knex('merged').insert({ kind, id, into, ...keys });
  }

  /**
   * Expects the row to be locked for update: a writer of a new reference to it waits for that lock.
   * @throws DomainError with the counts, if other items refer to it
   */
  async #requireUnreferenced(id: number): Promise<void> {
    const counts = await this.#countReferrers(id);
    if (counts.some(({ count }) => count > 0)) throw stillReferenced(this.kind, counts);
  }

  /** How many items of each kind refer to this one. */
  async #countReferrers(id: number): Promise<readonly { readonly kind: AnyKind; readonly count: number }[]> {
    if (this.#referrers.length === 0) return [];
    const totals = this.#referrers.map(({ kind: { plural }, fields }) => {
      const where = fields.map((field) => `${snake(field)} = :id`).join(' or ');
      return `(select count(*)::int from ${plural} where ${where}) as ${plural}`;
    });
    const { rows } = await this.knex.raw(`select ${totals.join(', ')}`, { id });
    return this.#referrers.map(({ kind }) => ({ kind, count: rows[0][kind.plural] as number }));
  }
}
