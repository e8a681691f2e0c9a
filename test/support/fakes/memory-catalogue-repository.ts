import type { Author } from '../../../src/core/catalogue/author.js';
import type { CatalogueRepository, Merge } from '../../../src/core/catalogue/catalogue-repository.js';
import { type Edits, editedFields } from '../../../src/core/catalogue/edits.js';
import { movedIds, otherIds, withMoreIds } from '../../../src/core/catalogue/external-ids.js';
import type { AnyKeys } from '../../../src/core/catalogue/keys.js';
import type { Item } from '../../../src/core/catalogue/kind.js';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import type { Series } from '../../../src/core/catalogue/series.js';
import type { Title } from '../../../src/core/catalogue/title.js';
import type { DomainErrorCode } from '../../../src/core/error-codes.js';
import type { MergedItem } from '../../../src/core/import/bulk-repository.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import type { ListQuery, Page } from '../../../src/core/shared/page.js';
import type { Stored } from '../../../src/core/shared/stored.js';
import { listed } from './listed.js';
import { keysOf, withIds } from './memory-keys.js';

/** The foreign keys of the database: the authors of titles, and the titles that may refer to an author. */
export interface References {
  readonly authors?: MemoryCatalogueRepository<Author>;
  /** A function, since titles are created after the authors that they refer to. */
  readonly titles?: () => Readonly<Record<string, MemoryCatalogueRepository<Title>>>;
}

const authorIdOf = (item: object) => ('authorId' in item ? item.authorId : null);

const refusal = (code: DomainErrorCode, field: string, message: string) =>
  new DomainError(code, message, [{ pointer: `/${field}`, message, code }]);

/**
 * The items of one kind in memory, with the constraints of the database. No method awaits anything, so each is atomic.
 * Parameters and results are copied, so a caller cannot change a stored item.
 */
export class MemoryCatalogueRepository<Draft extends object> implements CatalogueRepository<Draft> {
  /** Merged items by their ids. */
  readonly merged = new Map<number, MergedItem>();
  readonly edits = new Map<number, Edits>();
  readonly #items = new Map<number, Item<Draft>>();
  /** The id of the item that has a key. */
  readonly #owners = new Map<string, number>();
  #lastId = 0;

  constructor(private readonly references: References = {}) {}

  async find(id: number): Promise<Item<Draft> | undefined> {
    return structuredClone(this.#items.get(id));
  }

  async findAll(ids: readonly number[]): Promise<readonly Item<Draft>[]> {
    return structuredClone([...this.#items.values()].filter(({ id }) => ids.includes(id)));
  }

  async list(page: ListQuery): Promise<Page<Item<Draft>>> {
    return listed([...this.#items.values()], page);
  }

  async search(): Promise<never> {
    throw new Error('only the database searches');
  }

  async add(draft: Draft): Promise<Item<Draft>> {
    return this.#edited(this.#add(draft), editedFields(draft));
  }

  async addAll(drafts: readonly Draft[]): Promise<readonly number[]> {
    const ids: number[] = [];
    for (const draft of drafts) {
      ids.push(this.#add(draft).id);
      // The next batch is read meanwhile, as with a database.
      await null;
    }
    return ids;
  }

  async change(id: number, next: (current: Item<Draft>) => Draft): Promise<Item<Draft> | undefined> {
    const current = this.#items.get(id);
    if (current === undefined) return undefined;
    const draft = next(structuredClone(current));
    return this.#edited(this.#change(current, draft), editedFields(draft, current));
  }

  async remove(id: number, allow: (current: Item<Draft>) => void): Promise<boolean> {
    const current = this.#items.get(id);
    if (current === undefined) return false;
    allow(structuredClone(current));
    if (Object.values(this.references.titles?.() ?? {}).some((titles) => titles.referrersOf(id).length > 0)) {
      throw new DomainError('author-has-titles', 'This author still has titles.');
    }
    for (const { name } of keysOf(current)) this.#owners.delete(name);
    return this.#items.delete(id);
  }

  async mergedInto(id: number): Promise<number | undefined> {
    const into = this.merged.get(id)?.into;
    return this.has(into) ? into : undefined;
  }

  async merge(
    id: number,
    into: number,
    allow: (current: Item<Draft>, referrers: number) => void,
  ): Promise<Merge<Draft> | undefined> {
    const [current, target] = [this.#items.get(id), this.#items.get(into)];
    if (current === undefined || target === undefined) return undefined;
    const titles = Object.entries(this.references.titles?.() ?? {});
    const referrers = titles.map(([plural, items]) => ({ plural, items, ids: items.referrersOf(id) }));
    allow(structuredClone(current), referrers.flatMap(({ ids }) => ids).length);
    for (const { items, ids } of referrers) for (const title of ids) items.moveTo(title, into);
    await this.remove(id, () => {});
    for (const [key, merge] of this.merged) if (merge.into === id) this.merged.set(key, { ...merge, into });
    const keys = current as unknown as AnyKeys;
    const { imdbId = null, sourceId } = keys;
    this.merged.set(id, { id, into, imdbId, sourceId, externalIds: otherIds(keys) });
    const moved = Object.fromEntries(referrers.map(({ plural, ids }) => [plural, ids.length]));
    const ids = movedIds(keys, target as unknown as AnyKeys);
    const names = Object.keys(ids);
    if (names.length > 0)
      await this.change(into, (one) => withMoreIds(one as unknown as AnyKeys, ids) as unknown as Draft);
    return { item: (await this.find(into)) as Item<Draft>, moved, movedIds: names };
  }

  /** Returns a function that restores the current state. */
  checkpoint(): () => void {
    const [items, owners, merged] = [[...this.#items], [...this.#owners], structuredClone([...this.merged])];
    const edits = [...this.edits];
    return () => {
      this.edits.clear();
      for (const [id, edited] of edits) this.edits.set(id, edited);
      this.#items.clear();
      for (const [id, item] of items) this.#items.set(id, item);
      this.#owners.clear();
      for (const [name, id] of owners) this.#owners.set(name, id);
      this.merged.clear();
      for (const [id, merge] of merged) this.merged.set(id, merge);
    };
  }

  /** Whether an item has this id. Synchronous, so that checks of foreign keys are atomic. */
  has(id: unknown): boolean {
    return typeof id === 'number' && this.#items.has(id);
  }

  /** The ids of the items that have this author. */
  referrersOf(authorId: number): readonly number[] {
    return [...this.#items.values()].filter((item) => authorIdOf(item) === authorId).map(({ id }) => id);
  }

  /** Changes the author of a title, without a person. */
  moveTo(id: number, authorId: number): void {
    const current = this.#items.get(id) as Item<Draft>;
    this.#change(current, { ...current, authorId });
  }

  #add(draft: Draft): Item<Draft> {
    const now = new Date().toISOString();
    return this.#store(draft, { id: this.#lastId + 1, version: 1, createdAt: now, updatedAt: now });
  }

  #change({ id, version, createdAt, updatedAt }: Stored, draft: Draft): Item<Draft> {
    const next = new Date(Math.max(Date.now(), Date.parse(updatedAt) + 1)).toISOString();
    return this.#store(draft, { id, version: version + 1, createdAt, updatedAt: next });
  }

  #edited(item: Item<Draft>, fields: readonly string[]): Item<Draft> {
    const at = Date.parse(item.updatedAt);
    const added = Object.fromEntries(fields.map((field) => [field, at]));
    this.edits.set(item.id, { ...this.edits.get(item.id), ...added });
    return item;
  }

  #store(draft: Draft, stored: Stored): Item<Draft> {
    for (const { key, code, name } of keysOf(draft)) {
      if ((this.#owners.get(name) ?? stored.id) !== stored.id)
        throw refusal(code, key, 'Another item of this kind has this.');
    }
    const authorId = authorIdOf(draft);
    if (authorId !== null && this.references.authors?.has(authorId) === false) {
      throw refusal('author-not-found', 'authorId', 'There is no such author.');
    }
    this.#lastId = Math.max(this.#lastId, stored.id);
    const item: Item<Draft> = { ...withIds(structuredClone(draft)), ...stored };
    for (const { name } of keysOf(this.#items.get(stored.id) ?? {})) this.#owners.delete(name);
    for (const { name } of keysOf(item)) this.#owners.set(name, stored.id);
    this.#items.set(stored.id, item);
    return structuredClone(item);
  }
}

/** The whole catalogue in memory, with the foreign keys between its tables. */
export const memoryCatalogue = () => {
  const authors: MemoryCatalogueRepository<Author> = new MemoryCatalogueRepository({
    titles: () => ({ movies, series }),
  });
  const movies = new MemoryCatalogueRepository<Movie>({ authors });
  const series = new MemoryCatalogueRepository<Series>({ authors });
  return { authors, movies, series };
};
