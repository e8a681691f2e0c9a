import type { Author } from '../../../src/core/catalogue/author.js';
import type { CatalogueRepository, Found } from '../../../src/core/catalogue/catalogue-ports.js';
import type { Item } from '../../../src/core/catalogue/kind.js';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import type { Series } from '../../../src/core/catalogue/series.js';
import type { Title } from '../../../src/core/catalogue/title.js';
import { DomainError, type DomainErrorCode } from '../../../src/core/shared/errors.js';
import type { ListQuery, Page } from '../../../src/core/shared/page.js';
import type { SearchResult } from '../../../src/core/shared/search-result.js';
import type { Stored } from '../../../src/core/shared/stored.js';
import { found } from './found.js';
import { listed } from './listed.js';

/** The foreign keys of the database: what a title refers to, and what may refer to an author. */
export interface References {
  readonly authors?: MemoryCatalogueRepository<Author>;
  /** A function, since the titles are made after the authors that they refer to. */
  readonly titles?: () => readonly MemoryCatalogueRepository<Title>[];
}

const keys = [
  ['imdbId', 'imdb-id-taken'],
  ['sourceId', 'source-id-taken'],
] as const;
/** The keys of an item, each with the refusal of a second one. */
const keysOf = (item: object) =>
  keys.flatMap(([key, code]) => {
    const value = (item as Record<string, unknown>)[key] ?? null;
    return value === null ? [] : [{ key, code, name: `${key} ${value}` }];
  });
const nameOf = (item: object) => String('title' in item ? item.title : 'name' in item && item.name);
const authorIdOf = (item: object) => ('authorId' in item ? item.authorId : null);

const refusal = (code: DomainErrorCode, field: string, message: string) =>
  new DomainError(code, message, [{ pointer: `/${field}`, message, code }]);

/**
 * The items of one kind, in memory, refusing what the database would refuse. No method awaits anything, so
 * each is atomic. What goes in and out are copies: nobody changes an item behind its back.
 */
export class MemoryCatalogueRepository<Draft extends object> implements CatalogueRepository<Draft> {
  readonly #items = new Map<number, Item<Draft>>();
  /** Whose a key is. */
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

  async search(text: string, limit: number): Promise<SearchResult<Found<Draft>>> {
    return { items: found([...this.#items.values()], nameOf, text, limit), isComplete: true };
  }

  async add(draft: Draft): Promise<Item<Draft>> {
    const now = new Date().toISOString();
    return this.#store(draft, { id: this.#lastId + 1, version: 1, createdAt: now, updatedAt: now });
  }

  async addAll(drafts: readonly Draft[]): Promise<readonly number[]> {
    const ids: number[] = [];
    for (const draft of drafts) ids.push((await this.add(draft)).id);
    return ids;
  }

  async change(id: number, next: (current: Item<Draft>) => Draft): Promise<Item<Draft> | undefined> {
    const current = this.#items.get(id);
    if (current === undefined) return undefined;
    const { version, createdAt } = current;
    const draft = next(structuredClone(current));
    return this.#store(draft, { id, version: version + 1, createdAt, updatedAt: new Date().toISOString() });
  }

  async remove(id: number, allow: (current: Item<Draft>) => void): Promise<boolean> {
    const current = this.#items.get(id);
    if (current === undefined) return false;
    allow(structuredClone(current));
    if (this.references.titles?.().some((titles) => titles.refersTo(id))) {
      throw new DomainError('author-has-titles', 'This author still has titles.');
    }
    for (const { name } of keysOf(current)) this.#owners.delete(name);
    return this.#items.delete(id);
  }

  /** Answers what puts everything back as it is now. */
  checkpoint(): () => void {
    const [items, owners] = [[...this.#items], [...this.#owners]];
    return () => {
      this.#items.clear();
      for (const [id, item] of items) this.#items.set(id, item);
      this.#owners.clear();
      for (const [name, id] of owners) this.#owners.set(name, id);
    };
  }

  /** Whether an item has this id, told at once: a foreign key doesn't wait. */
  has(id: unknown): boolean {
    return typeof id === 'number' && this.#items.has(id);
  }

  /** Whether an item has this author, told at once. */
  refersTo(authorId: number): boolean {
    return [...this.#items.values()].some((item) => authorIdOf(item) === authorId);
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
    const item: Item<Draft> = { ...structuredClone(draft), ...stored };
    for (const { name } of keysOf(this.#items.get(stored.id) ?? {})) this.#owners.delete(name);
    for (const { name } of keysOf(item)) this.#owners.set(name, stored.id);
    this.#items.set(stored.id, item);
    return structuredClone(item);
  }
}

/** The whole catalogue in memory, its parts referring to each other as the tables do. */
export const memoryCatalogue = () => {
  const authors: MemoryCatalogueRepository<Author> = new MemoryCatalogueRepository({
    titles: () => [movies, series],
  });
  const movies = new MemoryCatalogueRepository<Movie>({ authors });
  const series = new MemoryCatalogueRepository<Series>({ authors });
  return { authors, movies, series };
};
