import type { History } from './history.js';
import type { Instance } from './instance.js';
import type { Content, ItemHistory } from './item-history.js';
import { judgeItem, judgeList } from './judge.js';
import { entries, type Reads, type TitleKind } from './reads.js';

/** The values of `missing` that depend on what writers change. */
const lacks = {
  author: ({ authorId }: Content) => authorId === null,
  genres: ({ genres = [] }: Content) => genres.length === 0,
};
export const missingFields = Object.keys(lacks) as (keyof typeof lacks)[];

/** Reads of lists and searches with filters. */
export class FilteredReads {
  constructor(
    private readonly history: History,
    private readonly reads: Reads,
  ) {}

  /** @param items of one kind, whose ids are known */
  withIds(items: readonly ItemHistory[], instance: Instance) {
    const [{ kind } = { kind: 'movies' as const }] = items;
    const ids = items.map(({ id }) => id as number).sort((a, b) => a - b);
    return this.reads.read('list of ids', instance, `/${kind}?id=${ids}`, {}, ({ body }, began) =>
      judgeList(items, began, entries(kind, body)),
    );
  }

  /** Reads the newest titles without a value: all single ones, and some of the crowd, which never has one. */
  missing(kind: TitleKind, field: keyof typeof lacks, instance: Instance) {
    const path = `/${kind}?missing=${field}&sort=-id&limit=20`;
    return this.reads.read('list without a value', instance, path, {}, ({ body }, began) =>
      judgeList(this.history.ofKinds(kind), began, entries(kind, body), lacks[field]),
    );
  }

  /** Searches for a title by its key, among those of a genre. Other titles may be found, too. */
  search(title: ItemHistory, genre: string, instance: Instance, { inList = false } = {}) {
    const { kind, key } = title;
    const query = new URLSearchParams({ q: `${key} n`, genre, limit: '20' });
    const path = inList ? `/${kind}?${query}` : `/search?kind=${kind}&${query}`;
    return this.reads.read('search', instance, path, {}, ({ body }, began) => {
      const { isComplete } = inList ? body.page : body;
      const items = inList ? body.items : body.items.map(({ item }: { item: object }) => item);
      const found = entries(kind, { items });
      const known = this.history.ofKinds(kind);
      const isFound = ({ genres = [] }: Content) => genres.includes(genre);
      return [
        // An item is read after it was found: it may have lost the genre meanwhile.
        ...known.map((item) => {
          const content = found.get(item.key);
          return content && judgeItem(item, began, { status: 200, content });
        }),
        ...(isComplete && !found.has(key) ? judgeList([title], began, new Map(), isFound) : []),
      ];
    });
  }
}
